// Words on a canvas, for map-paint.js and map-names.js: where a place is in pixels, a line of text, and room for it.
// findRoom(taken, {x, y}, {half, tall}, offsets) → {x, y} | null: the first offset at which a box of half the width and half
// the height touches none of the taken ones ({x, y, half, tall}; half 0 is a dot).
const GAP = 3;
const DOT = 5;

export function write(ctx, text, x, y, { size, weight, colour, font, halo }) {
  ctx.font = `${weight} ${size}px ${font}`;
  Object.assign(ctx, { textAlign: "center", textBaseline: "middle", lineJoin: "round" });
  if (halo) {
    Object.assign(ctx, { lineWidth: 4, strokeStyle: halo });
    ctx.strokeText(text, x, y);
  }
  ctx.fillStyle = colour;
  ctx.fillText(text, x, y);
}

export function findRoom(taken, { x, y }, size, offsets) {
  for (const [right, down] of offsets) {
    const box = { x: x + right, y: y + down, ...size };
    if (!taken.some((other) => boxOverlaps(box, other))) return { x: box.x, y: box.y };
  }
  return null;
}

function boxOverlaps(one, other) {
  const room = other.half ? GAP : DOT;
  return Math.abs(one.x - other.x) < one.half + other.half + room && Math.abs(one.y - other.y) < one.tall + other.tall + room;
}

export function worldPixel({ lng, lat }, zoom, origin) {
  const world = 256 * 2 ** zoom;
  const sine = Math.sin((lat * Math.PI) / 180);
  const y = (0.5 - Math.log((1 + sine) / (1 - sine)) / (4 * Math.PI)) * world;
  return { x: ((lng + 180) / 360) * world - origin.x, y: y - origin.y };
}
