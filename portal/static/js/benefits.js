// 我符合哪些: compares what is ticked with the rules that came with the page. The answers are kept nowhere and sent nowhere;
// the inputs stand in no form, so that no key can send them either.
import { MET, NOT_MET, UNKNOWN, ofBenefit, ofRule } from "./benefit-verdict.js";

const WORDS = { [MET]: "符合", [UNKNOWN]: "还不知道", [NOT_MET]: "不符合" };
const NUMBER = /^\d{1,9}(\.\d{1,2})?$/;
const benefits = JSON.parse(document.getElementById("benefits").textContent);
const questions = document.querySelector("[data-questions]");
const result = document.querySelector("[data-result]");

function made(tag, text, className = "") {
  const element = document.createElement(tag);
  element.textContent = text;
  element.className = className;
  return element;
}

function answerOf(question) {
  const kind = question.dataset.kind;
  if (kind === "number") {
    const typed = question.querySelector("input").value.trim();
    const fits = NUMBER.test(typed);
    question.querySelector(".error").hidden = !typed || fits;
    return fits ? Number(typed) : undefined;
  }
  const ticked = [...question.querySelectorAll("input:checked")];
  if (!ticked.length) return undefined;
  if (kind === "several") return ticked.filter((one) => !("none" in one.dataset)).map((one) => one.value);
  return kind === "yes_no" ? ticked[0].value === "是" : ticked[0].value;
}

function profile() {
  const found = {};
  for (const question of questions.querySelectorAll("[data-attribute]")) {
    const answer = answerOf(question);
    if (answer !== undefined) found[question.dataset.attribute] = answer;
  }
  return found;
}

function card(benefit, verdict, known) {
  const own = made("article", "", "card found");
  const heading = made("h3", "");
  const link = made("a", benefit.name);
  link.href = benefit.url;
  heading.append(link);
  const rules = made("ul", "", "ticks");
  for (const condition of benefit.conditions) {
    const row = made("li", "");
    const group = condition.alternative === null ? "" : `（第 ${condition.alternative} 组，符合一条就行）`;
    const words = made("span", `${condition.sentence}${group} `);
    words.append(made("span", condition.source, "quiet"));
    row.append(made("span", WORDS[ofRule(condition, known)], "verdict"), words);
    rules.append(row);
  }
  own.append(heading, made("p", benefit.amount, "answer"), rules);
  if (benefit.caution) heading.after(made("p", benefit.caution, "note note-amber"));
  if (verdict !== NOT_MET) {
    own.append(made("h4", "怎么申请"));
    for (const step of benefit.how) own.append(made("p", step));
  }
  return own;
}

function show() {
  const known = profile();
  result.hidden = !Object.keys(known).length;
  result.replaceChildren();
  if (result.hidden) return;
  const by = { [MET]: [], [UNKNOWN]: [], [NOT_MET]: [] };
  for (const benefit of benefits) by[ofBenefit(benefit.conditions, known)].push(benefit);
  const lacking = (benefit) => benefit.conditions.filter((one) => ofRule(one, known) === UNKNOWN).length;
  by[UNKNOWN].sort((one, other) => lacking(one) - lacking(other));
  result.append(made("h2", `全部符合：${by[MET].length} 项`), ...by[MET].map((one) => card(one, MET, known)));
  result.append(made("h2", `还不能确定：${by[UNKNOWN].length} 项`));
  for (const one of by[UNKNOWN]) {
    const own = card(one, UNKNOWN, known);
    own.querySelector("h3").after(made("p", `还缺 ${lacking(one)} 项不知道`, "quiet"));
    result.append(own);
  }
  const folded = document.createElement("details");
  folded.append(made("summary", `不符合：${by[NOT_MET].length} 项`), ...by[NOT_MET].map((one) => card(one, NOT_MET, known)));
  result.append(folded, made("p", "比对结果仅供参考，以兑现单位的审核为准。", "quiet"));
}

function clear() {
  for (const input of questions.querySelectorAll("input")) {
    if (input.type === "radio" || input.type === "checkbox") input.checked = false;
    else input.value = "";
  }
  show();
}

// 都没有 and a named one exclude each other.
function untick(input) {
  if (input.type !== "checkbox" || !input.checked) return;
  for (const other of input.closest("[data-attribute]").querySelectorAll("input")) {
    if (other !== input && ("none" in input.dataset || "none" in other.dataset)) other.checked = false;
  }
}

questions.hidden = false;
questions.addEventListener("input", (event) => {
  untick(event.target);
  show();
});
document.querySelector("[data-clear]").addEventListener("click", clear);
// Neither leaving the page nor coming back to it brings the answers of somebody else.
addEventListener("pagehide", clear);
addEventListener("pageshow", clear);
