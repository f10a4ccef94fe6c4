// Dialogs: <a href="#take" data-dialog="take"> opens <dialog id="take">; Esc, [data-close] and a tap beside it close it.
// The browser keeps the focus inside and gives it back. Without script the link leads to the dialog in the page (:target).
export function attachDialogs(root) {
  for (const opener of root.querySelectorAll("[data-dialog]")) {
    const dialog = document.getElementById(opener.dataset.dialog);
    if (!dialog?.showModal) continue;
    opener.setAttribute("aria-haspopup", "dialog");
    opener.addEventListener("click", (event) => {
      event.preventDefault();
      openDialog(dialog);
    });
  }
}

export function openDialog(dialog) {
  if (dialog.open) return;
  dialog.showModal();
  if (dialog.dataset.attached) return;
  dialog.dataset.attached = "yes";
  dialog.addEventListener("click", (event) => {
    if (event.target.closest("[data-close]") || isBeside(dialog, event)) dialog.close();
  });
}

function isBeside(dialog, event) {
  const box = dialog.getBoundingClientRect();
  // A key press on a button reports 0, 0: that is not beside.
  if (event.target !== dialog) return false;
  const { clientX: x, clientY: y } = event;
  return x < box.left || x > box.right || y < box.top || y > box.bottom;
}
