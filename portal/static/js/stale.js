// While the site cannot answer, nginx shows what it keeps and says from when it is (deploy/nginx.conf, Server-Timing: stale):
// tellAge() writes it on top of the page. A browser without serverTiming says nothing.
export function tellAge() {
  const [page] = performance.getEntriesByType("navigation");
  const stale = page?.serverTiming?.find(({ name }) => name === "stale");
  if (!stale) return;
  const line = document.createElement("aside");
  line.className = "demo";
  line.setAttribute("aria-label", "不是最新的");
  const when = new Date(stale.description).toLocaleString("zh-CN", { dateStyle: "long", timeStyle: "short" });
  line.textContent = `网站正忙或正在恢复 · 这是 ${when} 的内容，可能不是最新的`;
  document.querySelector(".skip").after(line);
}
