// A kiosk prints without a dialog (Chromium's --kiosk-printing), so it asks the server first: how many sheets at once and
// in a day is the zone's paper. How many a page will be is reckoned from the room that its text takes on the screen.
const PAPER_PX = { width: 688, height: 995 }; // A4 less the margins of print.css, at 96 px to the inch.
const PRINT_TEXT_PX = 14.67; // 11pt, as tokens.css has it for paper.

export function pagesOf(main) {
  const scale = PRINT_TEXT_PX / parseFloat(getComputedStyle(main).fontSize);
  const area = main.scrollWidth * main.scrollHeight * scale * scale;
  return Math.max(1, Math.ceil(area / (PAPER_PX.width * PAPER_PX.height)));
}

export function attachPrinting(say) {
  document.addEventListener("click", (event) => {
    if (!event.target.closest?.("[data-print]")) return;
    event.preventDefault();
    event.stopPropagation();
    ask(pagesOf(document.querySelector("main"))).then((problem) => (problem ? say(problem) : window.print()));
  }, { capture: true });
}

async function ask(pages) {
  try {
    const answer = await fetch("/kiosk/print", {
      method: "POST",
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify({ pages }),
    });
    if (answer.ok) return "";
    const { error } = await answer.json();
    return error.message || "现在不能打印，请点“带走”";
  } catch {
    // Without a network the paper form is the way, and nobody can count: it is short.
    return document.body.classList.contains("offline") ? "" : "网络不通，现在不能打印";
  }
}
