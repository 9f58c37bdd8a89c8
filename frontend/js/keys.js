// Shortcuts: single keys, off while one types, off for good if one wishes (WCAG 2.1.4).
import { open as openCommand } from "./command.js";
import { change as changeTheme } from "./theme.js";

const OFF = "nexus-keys-off";
const places = { h: "/", c: "/customers", p: "/projects", t: "/tasks", w: "/my-work", s: "/sales", q: "/quotes", i: "/inventory" };
const dialog = document.getElementById("shortcuts");
const typing = (element) => element.closest("input, textarea, select, [contenteditable]") !== null;
let begun = 0; // when "g" was pressed

const rows = () => [...document.querySelectorAll("tbody tr:has(a)")];
const step = (by) => {
  const all = rows();
  const at = all.findIndex((row) => row.contains(document.activeElement));
  all[Math.min(Math.max(at + by, 0), all.length - 1)]?.querySelector("a")?.focus();
};

const acts = {
  "?": () => dialog?.showModal(),
  t: changeTheme,
  j: () => step(1),
  k: () => step(-1),
  x: () => document.activeElement.closest("tr")?.querySelector(".pick input")?.click(),
};

addEventListener("keydown", (event) => {
  if (event.defaultPrevented || event.altKey) return;
  if ((event.ctrlKey || event.metaKey) && event.key === "k") { event.preventDefault(); return openCommand(); }
  if (event.ctrlKey || event.metaKey || typing(event.target) || localStorage.getItem(OFF)) return;
  if (document.querySelector("dialog[open]")) return;
  const key = event.key.toLowerCase();
  if (begun && event.timeStamp - begun < 1500 && places[key]) { begun = 0; return location.assign(places[key]); }
  begun = key === "g" ? event.timeStamp : 0;
  const named = [...document.querySelectorAll("[data-key]")].find((it) => it.dataset.key.toLowerCase() === key && it.offsetParent);
  if (named) {
    event.preventDefault();
    named.matches("input") ? named.focus() : named.click();
  } else if (acts[key]) {
    event.preventDefault();
    acts[key]();
  }
});

addEventListener("click", (event) => {
  if (event.target.closest("[data-shortcuts-open]")) dialog?.showModal();
});

const off = document.querySelector("[data-shortcuts-off]");
if (off) {
  off.checked = !localStorage.getItem(OFF);
  off.addEventListener("change", () => (off.checked ? localStorage.removeItem(OFF) : localStorage.setItem(OFF, "1")));
}
