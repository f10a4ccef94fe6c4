// Points put together by a grid of screen pixels, without any map library. new PointSet([{id, lng, lat, …}]).
// .clusters(zoom) → [{x, y, point | null, members: [index]}] in world pixels of that zoom (256 px at zoom 0); .box(members) → [w, s, e, n].
// .find(id), .parts(members): whether zooming in would part them. 10,000 points take some milliseconds; each zoom is kept.
const WORLD = 256;
const CELL = 80;
const CLOSE_CELL = 28; // from here on only what would lie on top of each other goes together
const CLOSE_ZOOM = 16;
const HIGHEST_CELL = 4194304; // 2^22 cells a row: more than zoom 19 needs

export class PointSet {
  constructor(items) {
    this.items = items;
    this.x = new Float64Array(items.length);
    this.y = new Float64Array(items.length);
    items.forEach((item, n) => {
      this.x[n] = ((item.lng + 180) / 360) * WORLD;
      const sine = Math.sin((item.lat * Math.PI) / 180);
      this.y[n] = (0.5 - Math.log((1 + sine) / (1 - sine)) / (4 * Math.PI)) * WORLD;
    });
    this.byId = new Map(items.map((item) => [item.id, item]));
    this.kept = new Map();
  }

  find(id) {
    return this.byId.get(id);
  }

  clusters(zoom) {
    if (!this.kept.has(zoom)) this.kept.set(zoom, this.group(zoom));
    return this.kept.get(zoom);
  }

  group(zoom) {
    const scale = 2 ** zoom;
    const cell = zoom >= CLOSE_ZOOM ? CLOSE_CELL : CELL;
    const cells = new Map();
    for (let n = 0; n < this.items.length; n += 1) {
      const x = this.x[n] * scale;
      const y = this.y[n] * scale;
      const key = Math.floor(x / cell) * HIGHEST_CELL + Math.floor(y / cell);
      const found = cells.get(key);
      if (found) {
        found.x += x;
        found.y += y;
        found.members.push(n);
      } else {
        cells.set(key, { x, y, members: [n], middleX: (Math.floor(x / cell) + 0.5) * cell, middleY: (Math.floor(y / cell) + 0.5) * cell });
      }
    }
    // Half way between the true middle and the middle of the cell: neighbours do not overlap, and nobody stands far off.
    return [...cells.values()].map(({ x, y, members, middleX, middleY }) => {
      if (members.length === 1) return { x, y, members, point: this.items[members[0]] };
      return { x: (x / members.length + middleX) / 2, y: (y / members.length + middleY) / 2, members, point: null };
    });
  }

  parts(members) {
    const [west, south, east, north] = this.box(members);
    return east - west > 1e-6 || north - south > 1e-6;
  }

  box(members = this.items.keys()) {
    let [west, south, east, north] = [180, 90, -180, -90];
    for (const n of members) {
      const { lng, lat } = this.items[n];
      west = Math.min(west, lng);
      east = Math.max(east, lng);
      south = Math.min(south, lat);
      north = Math.max(north, lat);
    }
    return west <= east ? [west, south, east, north] : null;
  }
}
