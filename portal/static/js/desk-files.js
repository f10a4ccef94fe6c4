// Files of a draft: dropped or chosen, sent one after the other with their progress, each at once a row of the form.
// Without it the same inputs go with the form. What is typed is saved first, so that page and draft say the same.
import { exclusive, form, take } from "./desk-edit.js";
import { addRow } from "./desk-rows.js";

const drop = form.querySelector("[data-drop]");
const chosen = drop.querySelector("input[type=file]");
const list = drop.querySelector("[data-uploads]");
const set = form.querySelector(`[data-rows="${drop.dataset.into}"]`);

drop.querySelector("[data-attach]").hidden = true;
drop.querySelector("[data-drop-hint]").hidden = false;

function send(file, fields, moved) {
  return new Promise((resolve) => {
    const data = new FormData();
    for (const [name, value] of Object.entries(fields)) data.set(name, value);
    data.set("csrfmiddlewaretoken", form.elements.csrfmiddlewaretoken.value);
    data.set("hash", form.elements.hash.value);
    data.set("file", file);
    const request = new XMLHttpRequest();
    request.open("POST", drop.dataset.drop);
    request.upload.addEventListener("progress", ({ loaded, total }) => moved(total ? loaded / total : 0));
    request.addEventListener("load", () => {
      let told = null;
      try { told = JSON.parse(request.responseText); } catch { /* a page of the server, in no words of ours */ }
      if (request.status === 200 && told?.file) resolve(told);
      else resolve({ message: told?.message ?? "没有传成：文件过大，或登录已超时" });
    });
    request.addEventListener("error", () => resolve({ message: "没有传成：网络断了，请再传一次" }));
    request.send(data);
  });
}

function line(name) {
  const item = document.createElement("li");
  const words = document.createElement("span");
  const bar = document.createElement("progress");
  bar.max = 1;
  bar.value = 0;
  bar.setAttribute("aria-label", `${name} 的上传进度`);
  words.textContent = name;
  item.append(words, bar);
  list.append(item);
  return {
    moved: (part) => { bar.value = part; },
    done: () => item.remove(),
    failed: (message) => {
      bar.remove();
      words.textContent = message.includes(name) ? message : `${name}：${message}`;
      item.className = "error";
    },
  };
}

function show(row, { document: id, title, name, kind, audience, told, said, hint, address }, isNew) {
  const at = (ending) => row.querySelector(`[name$="-${ending}"]`);
  if (isNew) {
    at("document").value = id;
    at("version_title").value = title;
    if (at("kind")) at("kind").value = kind;
    if (at("audience")) at("audience").value = audience;
  }
  row.querySelector("[data-file-name]").textContent = name;
  row.querySelector("[data-file-told]").textContent = told;
  const open = row.querySelector("[data-file-open]");
  open.href = address;
  open.hidden = false;
  const words = row.querySelector("[data-file-said]");
  words.textContent = [said, hint].filter(Boolean).join("；");
  words.hidden = !words.textContent;
}

async function upload(files, row = null) {
  for (const file of files) {
    const told = line(file.name);
    const id = row?.querySelector("[name$='-document']").value ?? "";
    const { noun, key } = drop.dataset;
    await exclusive(async () => {
      const answer = await send(file, { noun, key, document: id }, told.moved);
      if (!answer.file) return told.failed(answer.message);
      take({ hash: answer.hash });
      if (!row) show(addRow(set), answer.file, true);
      else for (const part of set.querySelectorAll("[data-row]")) {
        if (part.querySelector("[name$='-document']").value === id) show(part, answer.file, false);
      }
      told.done();
    });
  }
}

chosen.addEventListener("change", async () => {
  const files = [...chosen.files];
  chosen.value = "";
  await upload(files);
});
form.addEventListener("change", async (event) => {
  if (!event.target.matches("[data-replace]") || !event.target.files.length) return;
  const files = [...event.target.files];
  event.target.value = "";
  await upload(files, event.target.closest("[data-row]"));
});
// A file that misses its place must not take the page away.
addEventListener("dragover", (event) => event.preventDefault());
addEventListener("drop", (event) => event.preventDefault());
drop.addEventListener("dragover", () => drop.classList.add("drop-over"));
drop.addEventListener("dragleave", () => drop.classList.remove("drop-over"));
drop.addEventListener("drop", (event) => {
  drop.classList.remove("drop-over");
  upload([...event.dataTransfer.files]);
});
