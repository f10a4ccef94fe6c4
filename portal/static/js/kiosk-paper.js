// What would be a form, on paper: without a network nothing can be handed in, and nothing that somebody wrote is kept.
import { el } from "./kiosk-elements.js";

const LINES = 10;
const ASKED = ["姓名", "所在村或地址", "电话", "要办什么、要说什么"];

export function paperForm(about) {
  const print = el("button.button.button-primary", "打印这张表");
  print.type = "button";
  print.dataset.print = "";
  const table = el("table", ...ASKED.map((label) => el("tr", el("th", label), el("td.paper-blank"))));
  return el("section.paper-form",
    el("h1", "现在交不上去，请用纸表"),
    el("p", "暂时连不上网站，屏幕上填的没有交上去，也没有存下。请打印这张表，填好交给窗口的工作人员，并要一张回执。不用写身份证号。"),
    el("p.buttons", print),
    ...(about ? [el("p", `关于：${about.name}（编号 ${about.id}），交到 ${about.organisation}`)] : []),
    table,
    ...Array.from({ length: LINES }, () => el("p.paper-line")),
    el("p", "签名：　　　　　　　　　年　　月　　日"));
}
