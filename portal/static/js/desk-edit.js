// The editor of a draft: saves by itself a moment after a change, adds, moves and removes rows, leads to what is wrong.
// Everything here is also a button of the form; the draft is written, never submitted.
import { attachRelations } from "./desk-relation.js";
import { attachRows } from "./desk-rows.js";

const WAIT_MS = 3000;
export const form = document.getElementById("editor");
const said = form.querySelector("[data-saved]");

let timer = 0;
let running = false;
let isChanged = false;
let isStopped = !("autosave" in form.dataset);

export function changed() {
  isChanged = true;
  if (isStopped) return;
  clearTimeout(timer);
  timer = setTimeout(save, WAIT_MS);
}

// Logging in again in another window gives a new token; what is typed here is still to be saved.
function renewToken() {
  const token = document.cookie.match(/(?:^|; )csrftoken=([^;]+)/)?.[1];
  if (token) form.elements.csrfmiddlewaretoken.value = token;
}

function content() {
  const data = new FormData(form);
  for (const [name, value] of [...data]) if (value instanceof File) data.delete(name);
  data.set("do", "autosave");
  return data;
}

async function save({ keepalive = false } = {}) {
  if (running || isStopped || !isChanged) return;
  running = true;
  isChanged = false;
  renewToken();
  try {
    const answer = await fetch(form.action, { method: "POST", body: content(), keepalive, redirect: "error" });
    const told = await answer.json();
    said.textContent = told.message;
    if (answer.ok) take(told);
    else if (answer.status !== 422) isStopped = true;
  } catch {
    isChanged = true;
    said.textContent = "没有自动保存：网络断了，或登录已超时。内容还在这一页上，请稍后按“保存草稿”";
  } finally {
    running = false;
    // The hash is a newer one now: what was typed meanwhile goes with it.
    if (isChanged && !isStopped) timer = setTimeout(save, WAIT_MS);
  }
}

export function take({ hash, ids = {}, preview = {}, areas = null }) {
  form.elements.hash.value = hash;
  if (areas) form.dispatchEvent(new CustomEvent("areas", { detail: areas }));
  for (const [name, id] of Object.entries(ids)) {
    const input = form.querySelector(`[name="${CSS.escape(name)}"]`);
    if (input) input.value = id;
  }
  for (const [name, words] of Object.entries(preview)) {
    const line = form.querySelector(`[data-preview="${CSS.escape(name)}"]`);
    if (!line) continue;
    line.textContent = words;
    line.hidden = false;
  }
}

// A write of another kind, such as a file: what is typed is saved first, and nothing is saved while it lasts.
export async function exclusive(task) {
  while (running) await new Promise((resolve) => { setTimeout(resolve, 50); });
  clearTimeout(timer);
  await save();
  running = true;
  try {
    await task();
  } finally {
    running = false;
    if (isChanged && !isStopped) timer = setTimeout(save, WAIT_MS);
  }
}

form.addEventListener("input", changed);
form.addEventListener("change", changed);
form.addEventListener("submit", () => {
  clearTimeout(timer);
  isStopped = true;
  renewToken();
});
// Closing the tab, or going on by a link.
document.addEventListener("visibilitychange", () => { if (document.visibilityState === "hidden") save({ keepalive: true }); });
addEventListener("pagehide", () => save({ keepalive: true }));
document.addEventListener("keydown", (event) => {
  if (event.key !== "s" || !(event.ctrlKey || event.metaKey)) return;
  event.preventDefault();
  form.querySelector(".editor-bar [value=save]")?.click();
});

form.addEventListener("click", (event) => {
  const button = event.target.closest("[data-today]");
  if (!button) return;
  event.preventDefault();
  const input = document.getElementById(button.dataset.today);
  const now = new Date();
  input.value = new Date(now - now.getTimezoneOffset() * 60000).toISOString().slice(0, 10);
  input.focus();
  changed();
});

attachRows(form, changed);
attachRelations(form, changed);

// An id of a group of inputs leads to its first one.
function focusOn(id) {
  const target = document.getElementById(id);
  if (!target) return;
  target.scrollIntoView({ block: "center" });
  const input = target.matches("input, select, textarea, [tabindex]") ? target : target.querySelector("input:not([type=hidden]), select, textarea");
  input?.focus({ preventScroll: true });
}

document.querySelector("[data-errors]")?.addEventListener("click", (event) => {
  const link = event.target.closest("a");
  if (!link) return;
  event.preventDefault();
  focusOn(link.hash.slice(1));
});
document.querySelector("[data-errors]")?.focus();
if (form.dataset.focus) focusOn(form.dataset.focus);
