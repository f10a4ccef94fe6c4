// The one module that talks to Leaflet. const map = createMap(element, readOptions("map-options")), options from portal/map_options.py.
// map.setPoints([{id, lng, lat, name, hue: 1-10, icon}]), .setNames([{id, lng, lat, name, weight}]) to pick from, .setParcels(featureCollection), .select(id, {pan}), .fit([w, s, e, n]), .locate();
// map.on("select", ({id}) => …), "cluster" ({ids}: too close to part), "move" ({box}), "located" ({lng, lat, accuracy}). EPSG:4490 degrees, lng first.
import "../vendor/leaflet/leaflet.js";
import { CanvasLayer, ParcelLayer } from "./map-layers.js";
import { PointSet } from "./map-clusters.js";
import { readPalette, readIcons, paintLabels, paintPoints, takenBy } from "./map-paint.js";
import { layoutNames, paintNames } from "./map-names.js";
import { addControls, tellLocationError } from "./map-controls.js";
import { attachPaper } from "./map-paper.js";
import { Base } from "./map-base.js";

const L = globalThis.L;
const CLOSE = 13; // near enough to see where a place is, and still its neighbours and the name of its town
const NARROW = 600; // a phone: smaller circles closer together, and no names between them

export function readOptions(id) {
  return JSON.parse(document.getElementById(id).textContent);
}

export function createMap(element, options) {
  return new VillageMap(element, options);
}

class VillageMap extends EventTarget {
  constructor(element, options) {
    super();
    this.options = options;
    this.palette = readPalette(element);
    this.points = new PointSet([]);
    this.labels = [];
    this.selected = null;
    const calm = matchMedia("(prefers-reduced-motion: reduce)").matches;
    this.leaflet = L.map(element, {
      zoomControl: false, attributionControl: false, zoomAnimation: !calm, fadeAnimation: false, markerZoomAnimation: false,
      minZoom: 6, maxZoom: 19, zoomSnap: 0.25, tapTolerance: 20, maxBoundsViscosity: 0.8,
      maxBounds: bounds(options.box).pad(4), // so wide that the city can stand above a sheet
      renderer: L.canvas({ padding: 0.3 }),
    });
    this.leaflet.createPane("labels").style.zIndex = 450;
    this.leaflet.createPane("points").style.zIndex = 500;
    this.view();
    this.labelLayer = new CanvasLayer("labels", (draw) => this.drawLabels(draw)).addTo(this.leaflet);
    this.pointLayer = new CanvasLayer("points", (draw) => {
      this.drawn = (this.isNamed ? paintNames : paintPoints)(draw, this.points, this.look());
    }).addTo(this.leaflet);
    this.say = addControls(this, element, options);
    this.base = new Base(this, options.base);
    attachPaper(this, element);
    L.control.scale({ imperial: false, position: "bottomright" }).addTo(this.leaflet);
    this.leaflet.on("dragstart", () => { this.isUntouched = false; });
    this.leaflet.on("click", (event) => this.pick(event.containerPoint));
    this.leaflet.on("mousemove", (event) => this.hover(event.containerPoint));
    this.leaflet.on("moveend", () => this.tell("move", { box: this.box(), zoom: this.leaflet.getZoom() }));
    // Says when icons and base are there (or failed); the map works before.
    Promise.allSettled([this.loadIcons(options.icons), this.loadBase()]).then(() => { element.dataset.ready = "yes"; });
    new ResizeObserver(() => {
      this.leaflet.invalidateSize({ pan: false });
      if (this.isUntouched) this.view();
    }).observe(element);
  }

  on(name, listener) {
    this.addEventListener(name, (event) => listener(event.detail));
    return this;
  }

  tell(name, detail) {
    this.dispatchEvent(new CustomEvent(name, { detail }));
  }

  box() {
    const view = this.leaflet.getBounds();
    return [view.getWest(), view.getSouth(), view.getEast(), view.getNorth()];
  }

  // The box of the page, else the city as the base draws it, else the area of the settings.
  view() {
    this.fit(this.options.view ?? this.base?.box ?? this.options.box, { animate: false });
    this.isUntouched = true;
  }

  fit(box, { maxZoom = 17, animate = true } = {}) {
    this.isUntouched = false;
    const edge = Math.min(24, this.leaflet.getSize().y / 24);
    this.leaflet.fitBounds(bounds(box), { paddingTopLeft: [edge, edge], paddingBottomRight: [edge, edge + this.coveredBelow()], maxZoom, animate });
  }

  // On a phone the sheet lies over the map (js/sheet.js): attach it before the map is made.
  coveredBelow() {
    if (this.leaflet.getContainer().classList.contains("map-paper")) return 0;
    const sheet = getComputedStyle(document.documentElement).getPropertyValue("--sheet");
    return document.body.classList.contains("map-page") ? parseFloat(sheet) || 0 : 0;
  }

  // To the middle of what the sheet leaves free.
  centre(lng, lat, zoom) {
    const middle = this.leaflet.project([lat, lng], zoom).add([0, this.coveredBelow() / 2]);
    this.leaflet.setView(this.leaflet.unproject(middle, zoom), zoom);
  }

  fitAll() {
    const box = this.parcels?.box() ?? this.points.box();
    if (box) this.fit(box);
  }

  // {cell}: pixels within which points become one circle.
  setPoints(points, circles = this.leaflet.getSize().x < NARROW ? { cell: 60 } : {}) {
    this.isNamed = false;
    this.points = new PointSet(points, circles);
    this.pointLayer.redraw();
    this.labelLayer.redraw();
  }

  // The names themselves are the markers; the base leaves out what they say. The heavier one gets the better place.
  setNames(points) {
    this.setPoints(points);
    this.isNamed = true;
  }

  look() {
    return { palette: this.palette, icons: this.icons, selected: this.selected };
  }

  // What the page itself names is not said twice.
  drawLabels(draw) {
    const own = this.labels;
    const said = new Set([...own, ...(this.isNamed ? this.points.items : [])].map(({ name }) => name));
    const labels = [...own, ...(this.base?.labels ?? []).filter(({ name }) => !said.has(name))];
    if (!this.isNamed) return paintLabels(draw, labels, this.palette, takenBy(draw, this.points, this.palette.scale));
    paintLabels(draw, labels, this.palette, layoutNames(draw, this.points, this.look()));
  }

  // [{lng, lat, name, level}], level 2 county, 3 town, 4 village: fewer of them the further one looks.
  setLabels(labels) {
    this.labels = labels;
    this.labelLayer.redraw();
  }

  setParcels(collection) {
    this.parcels?.layer.remove();
    this.parcels = new ParcelLayer(collection, this.palette, (id) => {
      if (this.isDrawing) return false; // map-draw.js
      this.select(id, { byUser: true });
      return true;
    });
    this.parcels.layer.addTo(this.leaflet);
    this.parcels.select(this.selected);
  }

  select(id, { pan = false, byUser = false } = {}) {
    this.selected = id;
    this.pointLayer.redraw();
    this.parcels?.select(id);
    const box = this.parcels?.boxOf(id);
    const point = this.points.find(id);
    if (pan && box) this.fit(box);
    else if (pan && point) this.centre(point.lng, point.lat, Math.max(this.leaflet.getZoom(), CLOSE));
    if (byUser) this.tell("select", { id });
  }

  pick(at) {
    const hit = this.drawn?.at(at.x, at.y);
    if (!hit) return;
    if (hit.point) return this.select(hit.point.id, { byUser: true });
    if (this.leaflet.getZoom() < 18 && this.points.parts(hit.members)) this.fit(this.points.box(hit.members), { maxZoom: 18 });
    else this.tell("cluster", { ids: hit.members.map((n) => this.points.items[n].id) });
  }

  hover(at) {
    const hit = this.drawn?.at(at.x, at.y);
    this.leaflet.getContainer().classList.toggle("map-can-pick", Boolean(hit));
    this.leaflet.getContainer().title = hit ? (hit.point?.name ?? `${hit.members.length} 处`) : "";
  }

  locate() {
    if (!navigator.geolocation) return tellLocationError(this, "这台设备不能定位");
    navigator.geolocation.getCurrentPosition(
      ({ coords }) => this.showHere(coords.longitude, coords.latitude, coords.accuracy),
      () => tellLocationError(this, "没有得到位置，可以在列表里选村，或者直接在地图上找"),
      { enableHighAccuracy: true, timeout: 10000, maximumAge: 60000 },
    );
  }

  showHere(lng, lat, accuracy) {
    this.here?.remove();
    const colour = this.palette.brand;
    this.here = L.layerGroup([
      L.circle([lat, lng], { radius: accuracy, color: colour, weight: 1, fillOpacity: 0.1, interactive: false }),
      L.circleMarker([lat, lng], { radius: 8, color: "#fff", weight: 3, fillColor: colour, fillOpacity: 1, interactive: false }),
    ]).addTo(this.leaflet);
    this.centre(lng, lat, Math.max(this.leaflet.getZoom(), 14));
    this.tell("located", { lng, lat, accuracy });
  }

  async loadIcons(url) {
    this.icons = await readIcons(url);
    this.pointLayer.redraw();
  }

  async loadBase() {
    await this.base.loaded;
    if (this.isUntouched) this.view();
    this.labelLayer.redraw();
  }
}

function bounds([west, south, east, north]) {
  return L.latLngBounds([south, west], [north, east]);
}
