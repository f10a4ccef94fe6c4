// A sentence to whoever stands there, with the one button that takes it away.
export function say(words, code = null) {
  const dialog = document.createElement("dialog");
  dialog.className = "take";
  const told = document.createElement("p");
  told.className = "answer";
  told.textContent = words;
  const button = document.createElement("button");
  button.type = "button";
  button.className = "button button-primary";
  button.textContent = "知道了";
  button.addEventListener("click", () => dialog.close());
  dialog.addEventListener("close", () => dialog.remove());
  dialog.append(told, ...(code ? [code] : []), button);
  document.body.append(dialog);
  dialog.showModal();
}
