// Drawing on a canvas for map.js: points with the icon of their category, clusters with their number, names of places.
// paintPoints(draw, pointSet, {palette, icons, selected}) → {at(x, y)}: what lies under a container pixel. Colours come from tokens.css.
// paintLabels keeps out of the way of what is drawn over it (takenBy, or the boxes of map-names.js).
// readIcons(url) reads the paths of icons.svg once, so that the map shows the very icons of the list.
import { findRoom, worldPixel, write } from "./map-text.js";

const MANY = 400; // more single points than this in view: dots without icons
const ICON = 24;
const NEAR = [[0, 0], [0, 12], [0, -12]];
const FAR = [0, 14, -14, 27, -27].flatMap((down) => [0, 18, -18, 32, -32].map((right) => [right, down]));
const SHOWN_FROM = { 2: 0, 3: 10, 4: 13 }; // the zoom from which names of counties, towns, villages appear; 5 are roads

export function readPalette(element) {
  const style = getComputedStyle(element);
  const token = (name) => style.getPropertyValue(`--${name}`).trim();
  const hues = Array.from({ length: 10 }, (_, n) => token(`hue-${n + 1}`));
  const names = ["ink", "ink-quiet", "paper", "ground", "brand", "on-brand", "land", "focus", "focus-edge", "focus-ink", "notice", "deadline", "road", "road-edge", "road-main", "road-main-edge"];
  const scale = parseFloat(style.fontSize) / 16;
  return { ...Object.fromEntries(names.map((name) => [name, token(name)])), line: token("line-strong"), hues, font: style.fontFamily, scale };
}

export async function readIcons(url) {
  const answer = await fetch(url);
  const sprite = new DOMParser().parseFromString(await answer.text(), "image/svg+xml");
  return new Map([...sprite.querySelectorAll("symbol")].map((symbol) => [symbol.id, new Path2D(symbol.querySelector("path").getAttribute("d"))]));
}

export function paintPoints(draw, points, look) {
  const { margin } = draw;
  const scale = look.palette.scale;
  const { inView, plain } = circles(draw, points, scale);
  for (const one of inView) {
    if (one.point) paintPoint(draw.ctx, one, look, plain);
    else paintCluster(draw.ctx, one, look.palette);
  }
  const point = points.find(look.selected);
  // The chosen one stands where it is, also while the others around it are one circle: on top, and so is a tap on it.
  const chosen = point && { ...worldPixel(point, draw.zoom, draw.origin), point, members: [points.items.indexOf(point)], radius: 20 * scale };
  if (chosen) paintChosen(draw.ctx, chosen, look);
  return { at: (x, y) => (chosen && nearest([chosen], x + margin.x, y + margin.y)) || nearest(inView, x + margin.x, y + margin.y) };
}

function circles({ width, height, zoom, origin }, points, scale) {
  const inView = [];
  for (const cluster of points.clusters(zoom)) {
    const x = cluster.x - origin.x;
    const y = cluster.y - origin.y;
    if (x > -40 && y > -40 && x < width + 40 && y < height + 40) inView.push({ ...cluster, x, y });
  }
  const plain = inView.filter((one) => one.point).length > MANY;
  for (const one of inView) one.radius = scale * (one.point ? (plain ? 7 : 15) : 13 + Math.min(8, Math.log2(one.members.length)));
  return { inView, plain };
}

// Where the circles stand: names go beside them, not under them. Dots in their hundreds leave no room and count for nothing.
export function takenBy(draw, points, scale) {
  const { inView, plain } = circles(draw, points, scale);
  const tall = ({ radius }) => radius * 0.9;
  return inView.filter((one) => !(plain && one.point)).map((one) => ({ x: one.x, y: one.y, half: tall(one), tall: tall(one) }));
}

function disc(ctx, x, y, radius, fill, edge, weight) {
  ctx.beginPath();
  ctx.arc(x, y, radius, 0, 2 * Math.PI);
  ctx.fillStyle = fill;
  ctx.fill();
  ctx.lineWidth = weight;
  ctx.strokeStyle = edge;
  ctx.stroke();
}

// What becomes of a row of an import, instead of a hue: point.tone. What is outside of one's region is hatched.
const TONES = { good: "land", changed: "notice", same: "ink-quiet", wrong: "deadline", outside: "deadline" };

function paintPoint(ctx, { x, y, radius, point }, { palette, icons }, plain) {
  const hue = palette[TONES[point.tone]] ?? palette.hues[(point.hue ?? 1) - 1] ?? palette.brand;
  disc(ctx, x, y, radius, hue, palette.paper, 2);
  if (point.tone === "outside") hatch(ctx, x, y, radius, palette.paper);
  const icon = !plain && icons?.get(point.icon);
  if (icon) paintIcon(ctx, icon, x, y, (radius * 1.2) / ICON, palette["on-brand"]);
}

function hatch(ctx, x, y, radius, colour) {
  ctx.save();
  ctx.beginPath();
  ctx.arc(x, y, radius - 1, 0, 2 * Math.PI);
  ctx.clip();
  ctx.beginPath();
  for (let across = -2 * radius; across <= 2 * radius; across += 5) {
    ctx.moveTo(x + across - radius, y + radius);
    ctx.lineTo(x + across + radius, y - radius);
  }
  ctx.strokeStyle = colour;
  ctx.lineWidth = 1.5;
  ctx.stroke();
  ctx.restore();
}

function paintIcon(ctx, icon, x, y, scale, colour) {
  ctx.save();
  ctx.translate(x - (ICON / 2) * scale, y - (ICON / 2) * scale);
  ctx.scale(scale, scale);
  Object.assign(ctx, { lineWidth: 2.2, lineCap: "round", lineJoin: "round", strokeStyle: colour });
  ctx.stroke(icon);
  ctx.restore();
}

function paintCluster(ctx, { x, y, radius, members }, palette) {
  disc(ctx, x, y, radius, palette.paper, palette.brand, 3);
  write(ctx, String(members.length), x, y, { size: 14 * palette.scale, weight: 700, colour: palette.ink, font: palette.font });
}

function paintChosen(ctx, one, look) {
  disc(ctx, one.x, one.y, one.radius + 5, look.palette.focus, look.palette["focus-edge"], 2);
  paintPoint(ctx, one, look, false);
}

function nearest(inView, x, y) {
  let best = null;
  let closest = Infinity;
  for (const one of inView) {
    const distance = Math.hypot(one.x - x, one.y - y);
    // A finger needs 22 px whatever is drawn.
    if (distance <= Math.max(one.radius, 22) && distance < closest) [best, closest] = [one, distance];
  }
  return best;
}

export function paintLabels(draw, labels, palette, taken) {
  const { ctx, width, height, zoom, origin } = draw;
  for (const label of [...labels].sort((a, b) => a.level - b.level)) {
    if (zoom < (SHOWN_FROM[label.level] ?? 0)) continue;
    const at = worldPixel(label, zoom, origin);
    const isCounty = label.level <= 2;
    const size = palette.scale * (isCounty ? 17 : label.level === 3 ? 14 : label.level === 4 ? 13 : 12);
    const half = (label.name.length * size) / 2 + 2;
    if (at.x < -half || at.y < -20 || at.x > width + half || at.y > height + 20) continue;
    // A little aside is still its place; a county or town may stand further off than a village.
    const offsets = label.level <= 3 ? FAR : NEAR;
    const free = findRoom(taken, at, { half, tall: size * 0.6 }, offsets);
    if (!free) continue;
    taken.push({ ...free, half, tall: size * 0.6 });
    const colour = isCounty ? palette.ink : palette["ink-quiet"];
    write(ctx, label.name, free.x, free.y, { size, weight: isCounty ? 700 : 400, colour, font: palette.font, halo: palette.paper });
  }
}
