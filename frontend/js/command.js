// The command menu: pages and acts are in the page, things are asked of the server.
import Combobox from "@github/combobox-nav";

const dialog = document.getElementById("command");
const input = dialog?.querySelector("input");
const list = dialog?.querySelector("[role=listbox]");
const found = list?.querySelector("[data-found]");
let combobox, waiting, asked = 0;

export const open = () => {
  if (!dialog || dialog.open) return;
  dialog.showModal();
  input.select();
  combobox ??= new Combobox(input, list, { firstOptionSelectionMode: "selected" });
  combobox.start();
  narrow();
};

const narrow = () => {
  const words = input.value.toLowerCase().split(/\s+/).filter(Boolean);
  for (const option of list.querySelectorAll("[data-words]"))
    option.hidden = !words.every((word) => option.dataset.words.includes(word));
  for (const group of list.querySelectorAll("[aria-labelledby]"))
    group.hidden = !group.querySelector("[role=option]:not([hidden])");
  clearTimeout(waiting);
  if (words.join("").length > 1) waiting = setTimeout(find, 120);
  else { asked++; found.replaceChildren(); }
  combobox.resetSelection();
};

const find = async () => {
  const turn = ++asked;
  const answer = await fetch(`/find?search=${encodeURIComponent(input.value)}`, { headers: { "HX-Request": "true" } });
  if (!answer.ok || turn !== asked) return;
  found.innerHTML = await answer.text(); // our own server's, escaped there
  combobox.resetSelection();
};

input?.addEventListener("input", narrow);
dialog?.addEventListener("close", () => combobox?.stop());
list?.addEventListener("combobox-commit", (event) => location.assign(event.target.dataset.path));
list?.addEventListener("click", (event) => {
  const option = event.target.closest("[role=option]");
  if (option) location.assign(option.dataset.path);
});
addEventListener("click", (event) => {
  if (event.target.closest("[data-command-open]")) open();
});
