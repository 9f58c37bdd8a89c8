// The command menu: pages and acts are in the page, things are asked of the server.
import Combobox from "@github/combobox-nav";

const dialog = document.getElementById("command");
const input = dialog?.querySelector("input");
const list = dialog?.querySelector("ul");
let combobox, waiting, asked = 0;

export const open = () => {
  if (!dialog || dialog.open) return;
  dialog.showModal();
  input.select();
  combobox ??= new Combobox(input, list);
  combobox.start();
  narrow();
};

const narrow = () => {
  const words = input.value.toLowerCase().split(/\s+/).filter(Boolean);
  for (const option of list.querySelectorAll("[data-words]"))
    option.hidden = !words.every((word) => option.dataset.words.includes(word));
  clearTimeout(waiting);
  if (words.join("").length > 1) waiting = setTimeout(find, 120);
  else for (const found of list.querySelectorAll("[data-found]")) found.remove();
  combobox.clearSelection();
};

const find = async () => {
  const turn = ++asked;
  const answer = await fetch(`/find?search=${encodeURIComponent(input.value)}`, { headers: { "HX-Request": "true" } });
  if (!answer.ok || turn !== asked) return;
  for (const found of list.querySelectorAll("[data-found]")) found.remove();
  list.insertAdjacentHTML("afterbegin", await answer.text());
};

input?.addEventListener("input", narrow);
dialog?.addEventListener("close", () => combobox?.stop());
list?.addEventListener("combobox-commit", (event) => location.assign(event.target.dataset.path));
addEventListener("click", (event) => {
  if (event.target.closest("[data-command-open]")) open();
});
