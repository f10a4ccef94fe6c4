// The squares of the own base (/basemap/z/x/y.json) that a view needs, each fetched once. new Squares({url, levels: [{level, zoom}]});
// .of([w, s, e, n], zoom) → the features of all of them, null when a later view has been asked for meanwhile.
import { worldPixel } from "./map-text.js";

const MOST = 300; // squares that are kept

export class Squares {
  constructor({ url, levels }) {
    Object.assign(this, { url, levels, kept: new Map(), asked: 0 });
  }

  async of(box, zoom) {
    const asked = ++this.asked;
    const found = await Promise.all(this.addresses(box, zoom).map((address) => this.fetched(address)));
    return asked === this.asked ? found.flat() : null;
  }

  addresses([west, south, east, north], zoom) {
    const level = this.levels.findLast((one) => zoom >= one.zoom)?.level;
    if (level === undefined) return [];
    const first = square({ lng: west, lat: north }, level);
    const last = square({ lng: east, lat: south }, level);
    const found = [];
    for (let x = first.x; x <= last.x; x += 1) {
      for (let y = first.y; y <= last.y; y += 1) found.push(this.url.replace("{z}", level).replace("{x}", x).replace("{y}", y));
    }
    return found;
  }

  fetched(address) {
    const kept = this.kept.get(address) ?? read(address).catch(() => {
      // Not there now: nothing is drawn, and the next look asks again.
      this.kept.delete(address);
      return [];
    });
    this.kept.delete(address);
    this.kept.set(address, kept);
    if (this.kept.size > MOST) this.kept.delete(this.kept.keys().next().value);
    return kept;
  }
}

async function read(address) {
  const answer = await fetch(address);
  if (!answer.ok) throw new Error(String(answer.status));
  return (await answer.json()).features;
}

function square(place, level) {
  const { x, y } = worldPixel(place, level, { x: 0, y: 0 });
  const side = (pixel) => Math.min(2 ** level - 1, Math.max(0, Math.floor(pixel / 256)));
  return { x: side(x), y: side(y) };
}
