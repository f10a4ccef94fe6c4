// A film on its way to the server, with its progress. Without script the form sends it and the browser shows its own.
import "./desk-drop.js";

const form = document.querySelector("[data-footage]");
const sending = form.querySelector("[data-sending]");
const bar = sending.querySelector("progress");
const words = sending.querySelector("[data-sent]");
const problem = document.getElementById("problem");
const button = form.querySelector("button");

function failed(message) {
  problem.textContent = message;
  problem.hidden = false;
  sending.hidden = true;
  button.disabled = false;
}

form.addEventListener("submit", (event) => {
  event.preventDefault();
  const request = new XMLHttpRequest();
  request.open("POST", form.action);
  request.setRequestHeader("Accept", "application/json");
  request.upload.addEventListener("progress", ({ loaded, total }) => {
    bar.value = total ? loaded / total : 0;
    words.textContent = loaded < total ? `正在上传 ${Math.floor((loaded / total) * 100)}%` : "传完了，正在检查";
  });
  request.addEventListener("load", () => {
    let told = null;
    try { told = JSON.parse(request.responseText); } catch { /* a page of the server, in no words of ours */ }
    if (told?.address) location.assign(told.address);
    else failed(told?.message ?? "没有传成：文件过大，或登录已超时");
  });
  request.addEventListener("error", () => failed("没有传成：网络断了，请再传一次"));
  request.send(new FormData(form));
  problem.hidden = true;
  sending.hidden = false;
  button.disabled = true;
});
