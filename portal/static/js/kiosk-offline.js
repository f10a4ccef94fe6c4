// The page of a kiosk without a network, at whatever address it was asked for.
import { keptBundle, keptTombstones } from "./kiosk-bundle.js";
import { el, rows } from "./kiosk-elements.js";
import { paperForm } from "./kiosk-paper.js";
import { attachInitials } from "./initials.js";
import { createMap, readOptions } from "./map.js";

const HOUR_MS = 3_600_000;
// Two months without a network: what is shown then helps nobody.
const OLDEST_H = 24 * 60;
const here = document.getElementById("offline-page");
const told = await stillShown();

if (told) {
  document.getElementById("offline-title").textContent = told.title;
  document.getElementById("offline-as-of").textContent =
    `下面是这台机器里存的资料，数据截至 ${told.madeAt.toLocaleString("zh-CN", { dateStyle: "short", timeStyle: "short" })}。`;
}
here.replaceChildren(...(told ? page(location.pathname) : [paperForm(null), homeLinks()]));

// The bundle without what was taken back since, and without words that have expired.
async function stillShown() {
  const bundle = await keptBundle().catch(() => null);
  if (!bundle) return null;
  const madeAt = new Date(bundle.made_at);
  const age = (Date.now() - madeAt) / HOUR_MS;
  if (age > OLDEST_H) return null;
  const gone = new Set((await keptTombstones().catch(() => null))?.ids ?? []);
  const isExpired = age > bundle.document_hours;
  const remains = (list) => list.filter(({ id }) => !gone.has(id));
  const cases = remains(bundle.cases).map((one) => ({
    ...one,
    sentence: isExpired ? "" : one.sentence,
    documents: remains(one.documents).map((each) => ({ ...each, text: isExpired ? "" : each.text })),
  }));
  return { ...bundle, madeAt, cases, places: remains(bundle.places), gone, isExpired };
}

function page(path) {
  const [, first = "", second = "", third = ""] = path.split("/");
  if (third === "say" || ["report", "subscriptions", "receipt"].includes(first)) {
    return [paperForm(told.cases.find(({ id }) => id === second) ?? null), homeLinks()];
  }
  if (first === "land") return villages();
  if (first === "v") return village(second);
  if (first === "c") return oneCase(second);
  if (first === "map") return second ? place(second) : places();
  if (!first || path === "/kiosk/attract") return home();
  return [el("h1", "这一页要有网络才能看"), homeLinks()];
}

function homeLinks() {
  return rows([
    { href: "/land/", title: "按村查征地" },
    { href: "/map/", title: "找办事的地方" },
    { href: "/report/", title: "要办事、提意见：打印一张纸表" },
  ]);
}

// Both are read as midnight in Greenwich; "sv" writes the day of this place as 2026-01-31.
function daysLeft(until) {
  return Math.round((Date.parse(until) - Date.parse(new Date().toLocaleDateString("sv"))) / (24 * HOUR_MS));
}

function caseRow({ id, name, sentence, until, began_on: began }) {
  const left = until ? daysLeft(until) : -1;
  return { href: `/c/${id}`, title: name, plain: sentence || began, aside: left >= 0 ? `还剩 ${left} 天` : "" };
}

function home() {
  const open = told.cases.filter(({ until }) => until && daysLeft(until) >= 0);
  const notices = open.length ? [el("h2", "现在可以提意见的"), rows(open.map(caseRow))] : [];
  return [el("h1", "您想办什么？"), homeLinks(), ...notices];
}

function villages() {
  const list = rows(told.villages.map(({ code, name, town }) => ({ href: `/v/${code}`, title: name, plain: town })));
  [...list.children].forEach((item, at) => { item.dataset.initials = told.villages[at].initials; });
  queueMicrotask(() => attachInitials(list));
  return [el("h1", "您是哪个村的？"), list];
}

function village(code) {
  const found = told.villages.find((one) => one.code === code);
  if (!found) return [el("h1", "这台机器里没有这个村的资料"), homeLinks()];
  const cases = told.cases.filter((one) => one.villages.includes(code));
  return [el("h1", found.name), el("p", found.town),
    cases.length ? rows(cases.map(caseRow)) : el("p", "没有征地信息。")];
}

function oneCase(id) {
  if (told.gone.has(id)) return [el("h1", "这一件已经撤回"), el("p", "网络通了以后可以看撤回的原因。"), homeLinks()];
  const found = told.cases.find((one) => one.id === id);
  if (!found) return [el("h1", "这台机器里没有这一件的资料"), homeLinks()];
  const left = found.until ? daysLeft(found.until) : -1;
  const facts = [`${found.began_on} 启动`, found.organisation, found.phone && `咨询电话 ${found.phone}`].filter(Boolean);
  const documents = found.documents.map(({ title, date, text }) => (text
    ? el("details", el("summary", `${title}（${date}）`), el("pre", text)) : el("p", `${title}（${date}）`)));
  return [
    el("h1", found.name),
    ...(found.sentence ? [el("p.answer", found.sentence)] : []),
    ...(left >= 0 ? [el("p.note", `到 ${found.until} 还可以提意见，还剩 ${left} 天。`)] : []),
    el("p", facts.join(" · ")),
    el("h2", "文件"),
    ...(told.isExpired ? [el("p", "资料存得久了，文件只列名称和日期，内容请等网络通了再看。")] : []),
    ...(documents.length ? documents : [el("p", "没有存下文件。")]),
    rows([{ href: `/c/${id}/say`, title: "提意见：打印一张纸表" }]),
  ];
}

// The places on the base that the worker keeps. The lists below say the same in words.
function drawMap(points, { selected = null } = {}) {
  const element = el("div.map");
  const among = el("div");
  queueMicrotask(() => {
    const view = selected && [selected.lng - 0.02, selected.lat - 0.02, selected.lng + 0.02, selected.lat + 0.02];
    const map = createMap(element, { ...readOptions("map-options"), view });
    map.setPoints(points);
    if (selected) map.select(selected.id);
    else map.fitAll();
    map.on("select", ({ id }) => { location.href = `/map/${id}`; });
    map.on("cluster", ({ ids }) => among.replaceChildren(placeRows(ids.map((id) => map.points.find(id)))));
  });
  return el("div", element, among);
}

function placeRows(list) {
  return rows(list.map(({ id, name, address }) => ({ href: `/map/${id}`, title: name, plain: address })));
}

function places() {
  const kinds = Map.groupBy ? [...Map.groupBy(told.places, ({ category }) => category)] : [["全部", told.places]];
  return [el("h1", "办事的地方"), drawMap(told.places),
    ...kinds.map(([kind, list]) => el("details", el("summary", `${kind}（${list.length}）`), placeRows(list)))];
}

function place(id) {
  if (told.gone.has(id)) return [el("h1", "这一处已经撤下"), homeLinks()];
  const found = told.places.find((one) => one.id === id);
  if (!found) return [el("h1", "这台机器里没有这一处的资料"), homeLinks()];
  const facts = [["类别", found.category], ["地址", found.address], ["电话", found.phones.join("，")], ["时间", found.hours.join("；")]];
  return [el("h1", found.name), el("dl.facts", ...facts.filter(([, words]) => words)
    .map(([label, words]) => el("div", el("dt", label), el("dd", words)))), drawMap(told.places, { selected: found })];
}
