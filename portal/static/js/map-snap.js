// snapTo(features, map, element): ({lng, lat}) → the nearest corner, else the nearest place on an edge, of these areas within
// 12 pixels of the screen; further away what was given.
const REACH = 12;

export function snapTo(features, map, element) {
  const rings = features.flatMap(ringsOf);
  return (at) => {
    const [west, , east] = map.box();
    const across = element.clientWidth / (east - west);
    const up = across / Math.cos((at.lat * Math.PI) / 180);
    const far = ([lng, lat]) => Math.hypot((lng - at.lng) * across, (lat - at.lat) * up);
    const nearest = (places) => places.reduce((best, place) => (far(place) < far(best) ? place : best), [Infinity, Infinity]);
    for (const places of [rings.flat(), rings.flatMap((ring) => onEdges(ring, at, across, up))]) {
      const [lng, lat] = nearest(places);
      if (far([lng, lat]) <= REACH) return { lng, lat };
    }
    return at;
  };
}

export function ringsOf({ geometry }) {
  return (geometry.type === "Polygon" ? [geometry.coordinates] : geometry.coordinates).flat();
}

// The foot of the perpendicular upon each edge, or its nearer end.
function onEdges(ring, at, across, up) {
  return ring.slice(1).map(([endLng, endLat], n) => {
    const [lng, lat] = ring[n];
    const [dx, dy] = [(endLng - lng) * across, (endLat - lat) * up];
    const along = ((at.lng - lng) * across * dx + (at.lat - lat) * up * dy) / (dx * dx + dy * dy || 1);
    const part = Math.min(1, Math.max(0, along));
    return [lng + part * (endLng - lng), lat + part * (endLat - lat)];
  });
}
