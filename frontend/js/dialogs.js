// Dialogs, menus and toasts: native elements, helped where a browser is behind.

const supportsCommand = "commandForElement" in HTMLButtonElement.prototype;

addEventListener("click", (event) => {
  const button = event.target.closest("button");
  if (!button) return;
  if (button.matches("[data-close]")) button.closest("dialog")?.close();
  if (button.matches("[data-dismiss]")) button.closest(".toast")?.remove();
  const dialog = !supportsCommand && document.getElementById(button.getAttribute("commandfor") ?? "");
  if (dialog) button.getAttribute("command") === "show-modal" ? dialog.showModal() : dialog.close();
});

// A link to the page of a form opens its dialog instead, if the page has one.
addEventListener("click", (event) => {
  const link = event.target.closest("a[data-dialog]");
  const dialog = link && document.getElementById(link.dataset.dialog);
  if (!dialog || event.ctrlKey || event.metaKey || event.shiftKey) return;
  event.preventDefault();
  dialog.showModal();
  dialog.querySelector("form :is(input:not([type=hidden]), select, textarea)")?.focus();
});

// A click beside an open dialog closes it, unless something was typed.
addEventListener("mousedown", (event) => {
  const dialog = event.target;
  if (dialog instanceof HTMLDialogElement && dialog.open && !dialog.querySelector("form[data-changed]")) {
    const box = dialog.getBoundingClientRect();
    const inside = event.clientX >= box.left && event.clientX <= box.right && event.clientY >= box.top && event.clientY <= box.bottom;
    if (!inside) dialog.close();
  }
});

/** Tell something in a corner; it leaves by itself unless it is bad news or offers an act. */
export const toast = (text, { tone = "ok", act, onact } = {}) => {
  const pattern = document.getElementById("toast-pattern");
  const made = pattern.content.firstElementChild.cloneNode(true);
  made.dataset.tone = tone;
  made.querySelector("p").textContent = text;
  if (act) {
    const button = made.querySelector("[data-act]");
    button.hidden = false;
    button.textContent = act;
    button.addEventListener("click", () => { made.remove(); onact(); });
  }
  document.getElementById("toasts").append(made);
  if (tone !== "bad") setTimeout(() => made.remove(), act ? 30_000 : 6_000);
};

// Scripts that come with a page of their own tell theirs here.
addEventListener("nexus:toast", (event) => toast(event.detail.text, event.detail));

for (const shown of document.querySelectorAll("#toasts .toast:not([data-tone=bad])"))
  setTimeout(() => shown.remove(), 8_000);
