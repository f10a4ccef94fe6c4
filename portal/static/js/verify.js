// 验证文件: the chosen file is hashed here, and only its SHA-256 goes into the address of the answer. Browsers compute
// hashes on https (and localhost) alone; elsewhere the form for pasted hashes is what there is, and the page says so.
const MOST_BYTES = 1 << 30;
const part = document.querySelector("[data-verify-file]");
const status = document.querySelector("[data-verify-status]");

if (window.crypto?.subtle) {
  part.hidden = false;
  const field = part.querySelector("input");
  field.addEventListener("change", () => field.files[0] && check(field.files[0]));
} else {
  document.querySelector("[data-verify-insecure]").hidden = false;
}

async function check(file) {
  if (file.size === 0) return say("这是一个空文件，没有可比的内容。");
  if (file.size > MOST_BYTES) return say("文件超过 1 GB，网页算不了，请用下面的办法算出校验值再粘贴。");
  say(`正在计算“${file.name}”……`);
  try {
    const digest = new Uint8Array(await crypto.subtle.digest("SHA-256", await file.arrayBuffer()));
    const hash = Array.from(digest, (byte) => byte.toString(16).padStart(2, "0")).join("");
    location.assign(`?hash=${hash}#answer`);
  } catch {
    say("读不到这个文件，请重新选一次。");
  }
}

function say(words) {
  status.textContent = words;
}
