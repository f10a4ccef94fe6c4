// The area that the law counts: planar, in the 3-degree Gauss-Kruger zone of CGCS2000 of the middle of the ring (geo/area.py).
// planarAreaM2([[lng, lat], …]) → {m2, zone}. Krüger's series to the third power: some millimetres within a zone.
const A = 6378137;
const F = 1 / 298.257222101;
const N = F / (2 - F);
const RADIUS = (A / (1 + N)) * (1 + N ** 2 / 4 + N ** 4 / 64);
const ALPHA = [N / 2 - (2 * N ** 2) / 3 + (5 * N ** 3) / 16, (13 * N ** 2) / 48 - (3 * N ** 3) / 5, (61 * N ** 3) / 240];
const K = (2 * Math.sqrt(N)) / (1 + N);

export function planarAreaM2(ring) {
  const lngs = ring.map(([lng]) => lng);
  const zone = Math.round((Math.min(...lngs) + Math.max(...lngs)) / 6);
  const places = ring.map((at) => project(at, zone * 3));
  // From the first corner, so that seven digits of metres do not cost those behind the point.
  const [east, north] = places[0] ?? [0, 0];
  const doubled = places.reduce((sum, [x, y], n) => {
    const [nextX, nextY] = places[(n + 1) % places.length];
    return sum + (x - east) * (nextY - north) - (nextX - east) * (y - north);
  }, 0);
  return { m2: Math.abs(doubled) / 2, zone };
}

function project([lng, lat], meridian) {
  const sine = Math.sin((lat * Math.PI) / 180);
  const apart = ((lng - meridian) * Math.PI) / 180;
  const t = Math.sinh(Math.atanh(sine) - K * Math.atanh(K * sine));
  const xi = Math.atan2(t, Math.cos(apart));
  const eta = Math.atanh(Math.sin(apart) / Math.hypot(1, t));
  const series = (one, other) => ALPHA.reduce((sum, alpha, n) => sum + alpha * one(2 * (n + 1) * xi) * other(2 * (n + 1) * eta), 0);
  return [RADIUS * (eta + series(Math.cos, Math.sinh)), RADIUS * (xi + series(Math.sin, Math.cosh))];
}
