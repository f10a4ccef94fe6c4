// Points put together by a grid of screen pixels, without any map library. new PointSet([{id, lng, lat, …}], {cell: pixels}).
// .clusters(zoom) → [{x, y, point | null, members: [index]}] in world pixels of that zoom (256 px at zoom 0); .box(members) → [w, s, e, n].
// .find(id), .parts(members): whether zooming in would part them. 10,000 points take some milliseconds; each zoom is kept.
const WORLD = 256;
const CELL = 88; // so wide that a county's name finds room between two circles
const CLOSE_CELL = 28; // from here on only what would lie on top of each other goes together
const CLOSE_ZOOM = 16;
const ROWS = 2 ** 24; // more rows of cells than zoom 19 has

export class PointSet {
  constructor(items, { cell = CELL } = {}) {
    this.items = items;
    this.cell = cell;
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
    const cell = zoom >= CLOSE_ZOOM ? CLOSE_CELL : this.cell;
    const cells = new Map();
    for (let n = 0; n < this.items.length; n += 1) {
      const x = this.x[n] * scale;
      const y = this.y[n] * scale;
      const column = Math.floor(x / cell);
      const row = Math.floor(y / cell);
      const found = cells.get(column * ROWS + row);
      if (found) {
        found.x += x;
        found.y += y;
        found.members.push(n);
      } else {
        cells.set(column * ROWS + row, { x, y, column, row, members: [n] });
      }
    }
    joinNeighbours(cells, cell / 2);
    return [...cells.values()].map((one) => this.placed(one, cell));
  }

  // Half way between the true middle and the middle of the cell: neighbours do not overlap, and nobody stands far off.
  placed({ x, y, column, row, members }, cell) {
    if (members.length === 1) return { x, y, members, point: this.items[members[0]] };
    const middle = (sum, place) => (sum / members.length + (place + 0.5) * cell) / 2;
    return { x: middle(x, column), y: middle(y, row), members, point: null };
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

// Two points side by side may fall into two cells: what lies closer than the distance to a neighbour goes to the larger one.
function joinNeighbours(cells, distance) {
  for (const one of [...cells.values()].sort((a, b) => a.members.length - b.members.length)) {
    for (const [right, down] of [[-1, -1], [0, -1], [1, -1], [-1, 0], [1, 0], [-1, 1], [0, 1], [1, 1]]) {
      const other = cells.get((one.column + right) * ROWS + one.row + down);
      if (!other || gap(one, other) >= distance) continue;
      other.x += one.x;
      other.y += one.y;
      other.members.push(...one.members);
      cells.delete(one.column * ROWS + one.row);
      break;
    }
  }
}

function gap(one, other) {
  const [n, m] = [one.members.length, other.members.length];
  return Math.hypot(one.x / n - other.x / m, one.y / n - other.y / m);
}
