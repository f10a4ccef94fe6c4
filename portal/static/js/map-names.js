// Names as markers, used by map.js only: on a map to pick from, the name itself is what one presses.
// layoutNames(draw, points, look) → [{point, x, y, at: {x, y}, half, tall}] in canvas pixels; what finds no room is a dot (half 0).
// paintNames(draw, points, look) → {at(x, y)} as paintPoints does, and what was placed.
import { findRoom, worldPixel, write } from "./map-text.js";

const DOT = 5;
const FINGER = 22;

export function layoutNames({ ctx, width, height, zoom, origin }, points, look) {
  const size = 15 * look.palette.scale;
  ctx.font = `600 ${size}px ${look.palette.font}`;
  const tall = size * 0.85;
  const placed = [];
  const first = (point) => Number(point.id === look.selected) * 1e6 + (point.weight ?? 0);
  for (const point of [...points.items].sort((a, b) => first(b) - first(a))) {
    const at = worldPixel(point, zoom, origin);
    if (at.x < -60 || at.y < -30 || at.x > width + 60 || at.y > height + 30) continue;
    const half = ctx.measureText(point.name).width / 2 + size * 0.55;
    const free = findRoom(placed, at, { half, tall }, around(half, tall));
    placed.push(free ? { point, at, ...free, half, tall } : { point, at, x: at.x, y: at.y, half: 0, tall: 0 });
  }
  return placed;
}

// On the point itself if there is room, else under, over, right or left of its dot, else one line further off.
function around(half, tall) {
  const [down, aside, line] = [tall + DOT + 2, half + DOT + 3, 2 * tall + DOT];
  return [[0, 0], [0, down], [0, -down], [aside, 0], [-aside, 0], [0, line], [0, -line]];
}

export function paintNames(draw, points, look) {
  const placed = layoutNames(draw, points, look);
  for (const one of placed) paintName(draw.ctx, one, look);
  const { margin } = draw;
  return { placed, at: (x, y) => nearest(placed, x + margin.x, y + margin.y) };
}

function paintName(ctx, one, { palette, selected }) {
  const { point, at, x, y, half, tall } = one;
  const chosen = point.id === selected;
  const edge = point.weight ? palette.land : palette.line;
  if (!half || at.x !== x || at.y !== y) {
    ctx.beginPath();
    ctx.arc(at.x, at.y, chosen ? DOT + 3 : DOT, 0, 2 * Math.PI);
    Object.assign(ctx, { fillStyle: chosen ? palette.focus : edge, strokeStyle: palette.paper, lineWidth: 1.5 });
    ctx.fill();
    ctx.stroke();
  }
  if (!half) return;
  ctx.beginPath();
  ctx.roundRect(x - half, y - tall, 2 * half, 2 * tall, tall);
  Object.assign(ctx, { fillStyle: chosen ? palette.focus : palette.paper, strokeStyle: chosen ? palette["focus-edge"] : edge, lineWidth: chosen ? 2.5 : 1.5 });
  ctx.fill();
  ctx.stroke();
  const colour = chosen ? palette["focus-ink"] : palette.ink;
  write(ctx, point.name, x, y + 1, { size: 15 * palette.scale, weight: 600, colour, font: palette.font });
}

// A finger needs 44 px whatever is drawn; the nearest one wins.
function nearest(placed, x, y) {
  let [best, closest] = [null, Infinity];
  for (const one of placed) {
    const inside = Math.abs(one.x - x) <= Math.max(one.half, FINGER) && Math.abs(one.y - y) <= Math.max(one.tall, FINGER);
    const distance = Math.hypot(one.x - x, one.y - y);
    if (inside && distance < closest) [best, closest] = [one, distance];
  }
  return best && { point: best.point, members: [] };
}
