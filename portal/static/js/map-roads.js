// Roads on a canvas, used by map-base.js only: paintRoads(draw, features, palette), the greater over the smaller, each with its edge;
// namesOfRoads(features, zoom) → labels for paintLabels, each road once in a square, at the middle of its longest piece.
import { worldPixel } from "./map-text.js";

// From the smallest: its width in pixels at zoom 12, and from which zoom its name is written.
const CLASSES = {
  street: { width: 1, named: 15 },
  tertiary: { width: 1.5, named: 14 },
  secondary: { width: 2.2, named: 13 },
  primary: { width: 2.8, named: 11 },
  trunk: { width: 3.2, named: 10 },
  motorway: { width: 3.6, named: 10 },
};
const MAIN = ["primary", "trunk", "motorway"];
const GROWTH = 1.4; // a level
const WIDEST = 18;

export function paintRoads(draw, features, palette) {
  for (const name of Object.keys(CLASSES)) {
    const lines = features.filter(({ properties }) => properties.road === name).flatMap(({ geometry }) => pieces(geometry));
    if (!lines.length) continue;
    const path = pathOf(lines, draw);
    const width = Math.min(WIDEST, CLASSES[name].width * GROWTH ** (draw.zoom - 12));
    const main = MAIN.includes(name);
    Object.assign(draw.ctx, { lineJoin: "round", lineCap: "round" });
    // A thin road is one line; a broad one has an edge.
    if (width >= 2) stroke(draw.ctx, path, width + 2, palette[main ? "road-main-edge" : "road-edge"]);
    stroke(draw.ctx, path, Math.max(1, width), palette[main ? "road-main" : width >= 2 ? "road" : "road-edge"]);
  }
}

function stroke(ctx, path, lineWidth, strokeStyle) {
  Object.assign(ctx, { lineWidth, strokeStyle });
  ctx.stroke(path);
}

function pieces({ type, coordinates }) {
  return type === "LineString" ? [coordinates] : coordinates;
}

function pathOf(lines, { zoom, origin }) {
  const path = new Path2D();
  for (const line of lines) {
    line.forEach(([lng, lat], n) => {
      const { x, y } = worldPixel({ lng, lat }, zoom, origin);
      if (n) path.lineTo(x, y);
      else path.moveTo(x, y);
    });
  }
  return path;
}

export function namesOfRoads(features, zoom) {
  return features
    .filter(({ properties: { road, name } }) => road && name && zoom >= CLASSES[road].named)
    .map(({ properties: { name }, geometry }) => {
      const [lng, lat] = middle(longest(pieces(geometry)));
      return { lng, lat, name, level: 5 };
    });
}

function longest(lines) {
  return lines.reduce((best, line) => (length(line) > length(best) ? line : best));
}

function length(line) {
  return line.reduce((sum, at, n) => (n ? sum + Math.hypot(at[0] - line[n - 1][0], at[1] - line[n - 1][1]) : 0), 0);
}

// On the line, half way along it.
function middle(line) {
  let left = length(line) / 2;
  for (let n = 1; n < line.length; n += 1) {
    const [from, to] = [line[n - 1], line[n]];
    const step = Math.hypot(to[0] - from[0], to[1] - from[1]);
    if (step >= left) return from.map((start, axis) => start + ((to[axis] - start) * left) / (step || 1));
    left -= step;
  }
  return line[0];
}
