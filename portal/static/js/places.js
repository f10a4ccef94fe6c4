// What the map page asks of its own site: readAnswer(url, wish) → chips and list, readPoints(url, wish) → points for the map.
// A wish is a URLSearchParams of group, category, q, open (and page); a position travels beside it and is never kept in an address.
const FILTERS = ["group", "category", "q", "open"];

export function withoutPosition(search) {
  const wish = new URLSearchParams(search);
  for (const name of ["lng", "lat"]) wish.delete(name);
  return wish;
}

export async function readParts(url, wish, position, signal) {
  const asked = new URLSearchParams(wish);
  if (position) {
    asked.set("lng", position.lng);
    asked.set("lat", position.lat);
  }
  const answer = await fetch(`${url}?${asked}`, { signal });
  if (!answer.ok) throw new Error(`${answer.status}`);
  const holder = document.createElement("template");
  holder.innerHTML = await answer.text();
  return holder.content;
}

export async function readPoints(url, wish, signal) {
  const asked = new URLSearchParams(FILTERS.filter((name) => wish.get(name)).map((name) => [name, wish.get(name)]));
  const answer = await fetch(`${url}?${asked}`, { signal });
  if (!answer.ok) throw new Error(`${answer.status}`);
  const { total, origin, categories, ids, lng, lat, category, names } = await answer.json();
  const points = ids.map((id, n) => {
    const [, icon, hue] = categories[category[n]];
    return { id, lng: origin[0] + lng[n] / 1e5, lat: origin[1] + lat[n] / 1e5, name: names[n], icon, hue };
  });
  return { total, points };
}
