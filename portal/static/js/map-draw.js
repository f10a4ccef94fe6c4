// Drawing one polygon on a map of map.js, by finger, mouse or keyboard.
// const drawing = new RingDrawing(map, {ring: [[lng, lat], …], isClosed, most, snap: ({lng, lat}) => ({lng, lat})}).
// drawing.ring: [[lng, lat], …], EPSG:4490 degrees, open (the first corner is not repeated); .isClosed, .chosen (a number or null), .areaM2, .crossing.
// .add(at), .insert(n, at), .move(n, at), .delete(n = chosen), .choose(n), .close(), .undo(), .clear(), .set(ring, {fit}), .remove(): takes it off the map.
// drawing.on("change", ({ring, isClosed, areaM2, crossing}) => …), "choose" ({n}), "full" ({most}).
// A tap adds a corner after the chosen one; a tap on the first corner, or close(), ends the line; then the small dots between make new corners.
// Keyboard: on the map Enter sets a corner in the middle and Backspace takes back; on a corner the arrows move it (with Shift ten times as far),
// Delete takes it away, PageUp and PageDown choose its neighbours.
import { RingLayer } from "./map-layers.js";

const STEP = 2; // pixels of an arrow key
const ARROWS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };
const EARTH_M = 6371007.2; // radius of the sphere with the area of the ellipsoid: within 0.1 % of the survey's area
const PLACES = 7; // of a degree: about 1 cm

export class RingDrawing extends EventTarget {
  constructor(map, { ring = [], isClosed = ring.length > 2, most = 500, snap = (at) => at } = {}) {
    super();
    Object.assign(this, { map, most, snap, ring: ring.map((at) => [...at]), isClosed, chosen: ring.length ? ring.length - 1 : null, past: [] });
    const container = map.leaflet.getContainer();
    this.layer = new RingLayer(map.leaflet, map.palette, {
      chosen: (n) => (n === 0 && !this.isClosed && this.ring.length > 2 ? this.close() : this.choose(n)),
      moved: (n, at, isEnd) => this.drag(n, at, isEnd),
      between: (n, at) => this.insert(n + 1, at),
      key: (event, n) => this.keyOfCorner(event, n),
    });
    this.tapped = ({ latlng }) => this.add(latlng);
    this.pressed = (event) => this.keyOfMap(event, container);
    map.leaflet.on("click", this.tapped);
    map.leaflet.doubleClickZoom.disable();
    container.addEventListener("keydown", this.pressed);
    container.classList.add("map-drawing");
    map.isDrawing = true;
    this.paint();
  }

  on(name, listener) {
    this.addEventListener(name, (event) => listener(event.detail));
    return this;
  }

  get areaM2() {
    return this.isClosed ? sphericalAreaM2(this.ring) : 0;
  }

  // The first two edges that cross, as the numbers of their first corners, or null.
  get crossing() {
    return this.isClosed ? crossingEdges(this.ring) : null;
  }

  add(at) {
    if (this.isClosed) return;
    this.insert(this.chosen === null ? this.ring.length : this.chosen + 1, at);
  }

  insert(n, at) {
    if (this.ring.length >= this.most) {
      this.tell("full", { most: this.most });
      return;
    }
    this.change(() => {
      this.ring.splice(n, 0, rounded(this.snap({ lng: at.lng, lat: at.lat })));
      this.chosen = n;
    });
  }

  move(n, at) {
    this.change(() => {
      this.ring[n] = rounded(this.snap({ lng: at.lng, lat: at.lat }));
      this.chosen = n;
    });
  }

  // While it is dragged the line follows; one drag is one step of the history.
  drag(n, at, isEnd) {
    this.before ??= this.copy();
    this.chosen = n;
    this.ring[n] = rounded(this.snap({ lng: at.lng, lat: at.lat }));
    if (isEnd) {
      this.past.push(this.before);
      this.before = null;
    }
    this.paint();
  }

  delete(n = this.chosen) {
    if (n === null || !this.ring[n]) return;
    this.change(() => {
      this.ring.splice(n, 1);
      if (this.ring.length < 3) this.isClosed = false;
      this.chosen = this.ring.length ? Math.max(0, n - 1) : null;
    });
  }

  close() {
    if (this.isClosed || this.ring.length < 3) return;
    this.change(() => { this.isClosed = true; });
  }

  clear() {
    if (this.ring.length) this.change(() => Object.assign(this, { ring: [], isClosed: false, chosen: null }));
  }

  set(ring, { fit = true } = {}) {
    this.change(() => Object.assign(this, { ring: ring.map((at) => [...at]), isClosed: ring.length > 2, chosen: ring.length ? ring.length - 1 : null }));
    if (fit && ring.length) this.fit();
  }

  fit() {
    const lngs = this.ring.map(([lng]) => lng);
    const lats = this.ring.map(([, lat]) => lat);
    this.map.fit([Math.min(...lngs), Math.min(...lats), Math.max(...lngs), Math.max(...lats)], { maxZoom: 18 });
  }

  undo() {
    const before = this.past.pop();
    if (!before) return;
    Object.assign(this, before);
    this.paint();
  }

  choose(n) {
    this.chosen = n;
    this.paint({ isChange: false });
    this.tell("choose", { n });
  }

  change(act) {
    this.past.push(this.copy());
    act();
    this.paint();
  }

  copy() {
    return { ring: this.ring.map((at) => [...at]), isClosed: this.isClosed, chosen: this.chosen };
  }

  paint({ isChange = true } = {}) {
    this.layer.paint(this.ring, this);
    if (isChange) this.tell("change", { ring: this.ring, isClosed: this.isClosed, areaM2: this.areaM2, crossing: this.crossing });
  }

  tell(name, detail) {
    this.dispatchEvent(new CustomEvent(name, { detail }));
  }

  keyOfMap(event, container) {
    if (event.target !== container) return;
    if (event.key === "Enter") this.add(this.map.leaflet.getCenter());
    else if (event.key === "Backspace") this.undo();
    else return;
    event.preventDefault();
  }

  keyOfCorner(event, n) {
    const count = this.ring.length;
    if (ARROWS[event.key]) this.move(n, this.layer.shifted(this.ring[n], ARROWS[event.key].map((step) => step * STEP * (event.shiftKey ? 10 : 1))));
    else if (event.key === "Delete") this.delete(n);
    else if (event.key === "PageUp") this.choose((n + count - 1) % count);
    else if (event.key === "PageDown") this.choose((n + 1) % count);
    else if (event.key === "Enter" || event.key === " ") this.layer.heard.chosen(n);
    else return;
    // The map under it would move.
    event.preventDefault();
    event.stopPropagation();
    this.layer.focus(this.chosen);
  }

  remove() {
    const container = this.map.leaflet.getContainer();
    this.map.leaflet.off("click", this.tapped);
    this.map.leaflet.doubleClickZoom.enable();
    container.removeEventListener("keydown", this.pressed);
    container.classList.remove("map-drawing");
    this.map.isDrawing = false;
    this.layer.remove();
  }
}

function rounded({ lng, lat }) {
  return [Number(lng.toFixed(PLACES)), Number(lat.toFixed(PLACES))];
}

// Square metres of a ring of [lng, lat] on the sphere; the sum over its edges of Δλ (2 + sin φ1 + sin φ2) R²/2.
export function sphericalAreaM2(ring) {
  const radians = (degrees) => (degrees * Math.PI) / 180;
  const doubled = ring.reduce((sum, [lng, lat], n) => {
    const [nextLng, nextLat] = ring[(n + 1) % ring.length];
    return sum + radians(nextLng - lng) * (2 + Math.sin(radians(lat)) + Math.sin(radians(nextLat)));
  }, 0);
  return Math.abs((doubled * EARTH_M * EARTH_M) / 2);
}

function crossingEdges(ring) {
  const count = ring.length;
  for (let one = 0; one < count; one += 1) {
    for (let other = one + 2; other < count; other += 1) {
      if (one === 0 && other === count - 1) continue;
      if (cross(ring[one], ring[one + 1], ring[other], ring[(other + 1) % count])) return [one, other];
    }
  }
  return null;
}

function cross(a, b, c, d) {
  const side = ([ax, ay], [bx, by], [px, py]) => Math.sign((bx - ax) * (py - ay) - (by - ay) * (px - ax));
  return side(a, b, c) !== side(a, b, d) && side(c, d, a) !== side(c, d, b);
}
