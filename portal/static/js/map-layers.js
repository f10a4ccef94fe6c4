// Leaflet layers of our own, used by map.js only: a canvas that one function paints, and the parcels of land.
// new CanvasLayer(pane, paint): paint({ctx, width, height, zoom, origin: world pixel of the canvas corner, margin}) at every move's end.
// new ParcelLayer(featureCollection, palette, onPick: takes the tap or not): .select(id), .box(), .boxOf(id) as [w, s, e, n]; features carry properties.id, and .muted where they are only beside.
import "../vendor/leaflet/leaflet.js";

const L = globalThis.L;
const MARGIN = 0.25; // of the view on every side, so that a short pan shows no empty edge

const PaintedLayer = L.Layer.extend({
  onAdd(map) {
    this.canvas = L.DomUtil.create("canvas", "leaflet-zoom-animated", map.getPane(this.paneName));
    this.canvas.setAttribute("aria-hidden", "true");
    this.redraw();
  },

  onRemove() {
    this.canvas.remove();
  },

  getEvents() {
    return { moveend: this.redraw, viewreset: this.redraw, resize: this.redraw, zoomanim: this.followZoom };
  },

  redraw() {
    if (!this._map || this.frame) return;
    this.frame = L.Util.requestAnimFrame(() => {
      this.frame = null;
      if (this._map) this.draw();
    });
  },

  draw() {
    const size = this._map.getSize();
    const margin = size.multiplyBy(MARGIN).round();
    const whole = size.add(margin.multiplyBy(2));
    const ratio = Math.min(globalThis.devicePixelRatio || 1, 2);
    const corner = this._map.containerPointToLayerPoint(margin.multiplyBy(-1));
    this.canvas.width = whole.x * ratio;
    this.canvas.height = whole.y * ratio;
    this.canvas.style.width = `${whole.x}px`;
    this.canvas.style.height = `${whole.y}px`;
    L.DomUtil.setPosition(this.canvas, corner);
    this.zoom = this._map.getZoom();
    this.corner = this._map.layerPointToLatLng(corner);
    const ctx = this.canvas.getContext("2d");
    ctx.setTransform(ratio, 0, 0, ratio, 0, 0);
    const origin = this._map.project(this.corner, this.zoom);
    this.paint({ ctx, width: whole.x, height: whole.y, zoom: this.zoom, origin, margin });
  },

  followZoom(event) {
    if (!this.corner) return;
    const scale = this._map.getZoomScale(event.zoom, this.zoom);
    const offset = this._map._latLngToNewLayerPoint(this.corner, event.zoom, event.center);
    L.DomUtil.setTransform(this.canvas, offset, scale);
  },
});

export class CanvasLayer {
  constructor(pane, paint) {
    this.layer = Object.assign(new PaintedLayer(), { paneName: pane, paint });
  }

  addTo(map) {
    this.layer.addTo(map);
    return this;
  }

  redraw() {
    this.layer.redraw();
  }

  drawNow() {
    this.layer.draw();
  }
}

export class ParcelLayer {
  constructor(collection, palette, onPick) {
    this.palette = palette;
    this.byId = new Map();
    this.layer = L.geoJSON(collection, {
      style: (feature) => this.style(false, feature.properties.muted),
      onEachFeature: (feature, layer) => {
        const id = feature.properties.id ?? feature.id;
        this.byId.set(id, [...(this.byId.get(id) ?? []), layer]);
        // Taken, or left to the map: a tap of who draws sets a corner.
        layer.on("click", (event) => {
          if (onPick(id)) L.DomEvent.stopPropagation(event);
        });
      },
    });
  }

  // The chosen one differs by width and dashes, too: colour is never the only sign.
  style(chosen, muted) {
    const { land, ink } = this.palette;
    if (muted && !chosen) return { color: ink, weight: 1.5, fillColor: ink, fillOpacity: 0.06, dashArray: "3 5" };
    return chosen
      ? { color: ink, weight: 5, fillColor: land, fillOpacity: 0.45, dashArray: "10 5" }
      : { color: land, weight: 2, fillColor: land, fillOpacity: 0.25, dashArray: null };
  }

  select(id) {
    for (const [key, layers] of this.byId) {
      for (const layer of layers) {
        layer.setStyle(this.style(key === id, layer.feature.properties.muted));
        if (key === id) layer.bringToFront();
      }
    }
  }

  box() {
    return corners(this.layer.getBounds());
  }

  boxOf(id) {
    const layers = this.byId.get(id);
    return layers ? corners(L.featureGroup(layers).getBounds()) : null;
  }
}

// What Leaflet itself puts off to the next frame.
export function drawShapes(leaflet) {
  leaflet.eachLayer((layer) => {
    if (!(layer instanceof L.Canvas)) return;
    layer._update();
    layer._redraw();
  });
}

function corners(bounds) {
  return bounds.isValid() ? [bounds.getWest(), bounds.getSouth(), bounds.getEast(), bounds.getNorth()] : null;
}

// One pin that can be dragged: new Pin(map of map.js, {lng, lat}, title, {chosen(), moved({lng, lat})}).
export class Pin {
  constructor(map, at, title, { chosen, moved }) {
    const icon = L.divIcon({ className: "desk-pin", iconSize: [44, 44], iconAnchor: [22, 42], html: "" });
    this.marker = L.marker(at, { icon, draggable: true, keyboard: false, title, pane: "points" }).addTo(map.leaflet);
    this.marker.on("dragstart click", chosen);
    this.marker.on("dragend", () => moved(this.at));
  }

  get at() {
    return this.marker.getLatLng();
  }

  moveTo(at) {
    this.marker.setLatLng(at);
  }

  mark(isActive) {
    this.marker.getElement()?.classList.toggle("desk-pin-active", isActive);
  }

  remove() {
    this.marker.remove();
  }
}

// The line and the corners of a polygon that is being drawn (map-draw.js): paint(ring, {isClosed, chosen}); a corner is a real button.
// heard: {chosen(n), moved(n, {lng, lat}, isEnd), between(n, {lng, lat}), key(event, n)}; "between" is the middle of the edge from n.
export class RingLayer {
  constructor(leaflet, palette, heard) {
    this.leaflet = leaflet;
    this.heard = heard;
    if (!leaflet.getPane("drawing")) leaflet.createPane("drawing").style.zIndex = 550; // over the names and points
    this.line = L.polyline([], { color: palette.brand, weight: 3, dashArray: "2 6", interactive: false }).addTo(leaflet);
    this.area = L.polygon([], { color: palette.brand, weight: 3, fillOpacity: 0.15, interactive: false }).addTo(leaflet);
    this.corners = [];
    this.middles = [];
  }

  paint(ring, { isClosed, chosen }) {
    const places = ring.map(([lng, lat]) => L.latLng(lat, lng));
    this.line.setLatLngs(isClosed ? [] : places);
    this.area.setLatLngs(isClosed ? places : []);
    this.setCount(this.corners, places.length, "draw-corner", 0);
    this.setCount(this.middles, isClosed ? places.length : 0, "draw-middle", -1000);
    this.corners.forEach((marker, n) => {
      const button = marker.setLatLng(places[n]).getElement();
      button.textContent = n + 1;
      button.tabIndex = n === chosen ? 0 : -1;
      button.setAttribute("aria-label", `第 ${n + 1} 个点`);
      button.setAttribute("aria-pressed", String(n === chosen));
    });
    this.middles.forEach((marker, n) => {
      const next = places[(n + 1) % places.length];
      marker.setLatLng([(places[n].lat + next.lat) / 2, (places[n].lng + next.lng) / 2]);
    });
  }

  setCount(markers, count, className, zIndexOffset) {
    while (markers.length > count) markers.pop().remove();
    while (markers.length < count) markers.push(this.handle(className, markers.length, zIndexOffset));
  }

  handle(className, n, zIndexOffset) {
    const icon = L.divIcon({ className, iconSize: [44, 44], iconAnchor: [22, 22], html: "" });
    const isCorner = className === "draw-corner";
    const marker = L.marker([0, 0], { icon, draggable: isCorner, keyboard: isCorner, pane: "drawing", zIndexOffset }).addTo(this.leaflet);
    if (!isCorner) {
      marker.getElement().setAttribute("aria-hidden", "true");
      return marker.on("click", () => this.heard.between(n, marker.getLatLng()));
    }
    marker.on("click", () => this.heard.chosen(n));
    marker.on("drag", () => this.heard.moved(n, marker.getLatLng(), false));
    marker.on("dragend", () => this.heard.moved(n, marker.getLatLng(), true));
    marker.getElement().addEventListener("keydown", (event) => this.heard.key(event, n));
    return marker;
  }

  focus(n) {
    this.corners[n]?.getElement().focus({ preventScroll: true });
  }

  // Where a place lies on the screen and back: what the arrow keys move by.
  shifted([lng, lat], [right, down]) {
    const at = this.leaflet.latLngToContainerPoint([lat, lng]).add([right, down]);
    return this.leaflet.containerPointToLatLng(at);
  }

  remove() {
    for (const part of [this.line, this.area, ...this.corners, ...this.middles]) part.remove();
  }
}
