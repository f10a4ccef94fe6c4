// What lies beneath everything, used by map.js only: areas, roads and names of our own, and over them 天地图 where the city offers it.
// new Base(villageMap, options.base): .loaded (a promise), .box of the city as it is drawn or undefined, .labels to be written now, .drawNow().
// The own base stays beneath: it is what one sees while 天地图 gives nothing, and in high contrast, which has no pictures.
import "../vendor/leaflet/leaflet.js";
import { CanvasLayer } from "./map-layers.js";
import { namesOfRoads, paintRoads } from "./map-roads.js";
import { Squares } from "./map-squares.js";

const L = globalThis.L;

export class Base {
  constructor(map, { url, pictures }) {
    Object.assign(this, { map, leaflet: map.leaflet, regions: [], near: [], isNamed: false });
    for (const [pane, height] of [["areas", 230], ["roads", 235], ["pictures", 240], ["picture-names", 440]]) {
      this.leaflet.createPane(pane).style.zIndex = height;
    }
    this.roads = new CanvasLayer("roads", (draw) => paintRoads(draw, this.near, map.palette)).addTo(map.leaflet);
    this.loaded = url ? this.load(url) : Promise.resolve();
    if (pictures?.length && document.documentElement.dataset.contrast !== "high") this.addPictures(pictures);
  }

  get labels() {
    if (this.isNamed) return [];
    const zoom = this.leaflet.getZoom();
    const villages = this.near.filter(({ properties }) => properties.level).map(({ properties, geometry }) => label(properties, geometry.coordinates));
    return [...this.regions, ...villages, ...namesOfRoads(this.near, zoom)];
  }

  async load(url) {
    const answer = await fetch(url);
    if (!answer.ok) return;
    const { features, squares } = await answer.json();
    const areas = features.filter(({ geometry }) => geometry.type !== "Point");
    const drawn = this.drawAreas({ type: "FeatureCollection", features: areas });
    const all = L.featureGroup([drawn, ...features.map(({ properties }) => L.circleMarker([properties.label[1], properties.label[0]]))]).getBounds();
    if (all.isValid()) this.box = [all.getWest(), all.getSouth(), all.getEast(), all.getNorth()];
    this.regions = features.map(({ properties }) => label(properties, properties.label));
    this.squares = new Squares(squares);
    this.leaflet.on("moveend", () => this.look());
    this.note = squares.note;
    await this.look();
  }

  // Areas only come when the city's boundaries are approved for the public.
  drawAreas(collection) {
    const { line, ground } = this.map.palette;
    // Dashed, as boundaries are: a plain line is a road.
    const style = ({ properties: { level } }) =>
      level === 2
        ? { color: line, weight: 2, dashArray: "14 4 3 4", fillColor: ground, fillOpacity: 1 }
        : { color: line, weight: 1, dashArray: "6 4", fillOpacity: 0 };
    const renderer = L.canvas({ pane: "areas", padding: 0.3 });
    return L.geoJSON(collection, { pane: "areas", interactive: false, renderer, style }).addTo(this.leaflet);
  }

  // What was seen before stays until all of the new view is there: no road blinks.
  async look() {
    const near = await this.squares.of(this.map.box(), this.leaflet.getZoom());
    if (!near) return;
    this.near = near;
    if (near.some(({ properties }) => properties.road)) this.map.say(this.note);
    this.redraw();
  }

  redraw() {
    this.roads.redraw();
    this.map.labelLayer.redraw();
  }

  drawNow() {
    this.roads.drawNow();
  }

  addPictures([ground, names]) {
    const options = { maxNativeZoom: 18, maxZoom: 19, keepBuffer: 1 };
    L.tileLayer(ground, { ...options, pane: "pictures" }).addTo(this.leaflet);
    const named = L.tileLayer(names, { ...options, pane: "picture-names" }).addTo(this.leaflet);
    // Its names in the place of ours, as long as it has some.
    let isWhole = true;
    named.on("loading", () => { isWhole = true; });
    named.on("tileerror", () => { isWhole = false; });
    named.on("load", () => {
      this.isNamed = isWhole;
      this.map.labelLayer.redraw();
    });
  }
}

function label({ name, level }, [lng, lat]) {
  return { lng, lat, name, level };
}
