// Rows of a form that have an order: dragged, moved by buttons, added and removed. Without this file the
// buttons ask the server for the same, so each is a button of the form.
import Sortable from "sortablejs";
import { ordering } from "./order.js";

const calm = matchMedia("(prefers-reduced-motion: reduce)").matches;

for (const list of document.querySelectorAll("[data-rows]")) {
  const form = list.closest("form");
  const pattern = form.querySelector("[data-row-pattern]");
  const name = new RegExp(`^(f-|e-)?${list.dataset.rows}\\[[^\\]]*\\]`);
  const rows = () => [...list.querySelectorAll("[data-row]")];

  /** Number the rows as they stand; their fields are named by it. */
  const number = () => {
    rows().forEach((row, n) => {
      row.querySelector("[data-pos]").textContent = n + 1;
      for (const it of row.querySelectorAll("[name], [id], [aria-describedby]"))
        for (const attribute of ["name", "id", "aria-describedby"])
          if (it.hasAttribute(attribute)) it.setAttribute(attribute, it.getAttribute(attribute).replace(name, (_, head) => `${head ?? ""}${list.dataset.rows}[${n}]`));
    });
    form.dataset.changed = "";
  };
  const tell = ordering(list, { row: "[data-row]", name: (row) => row.querySelector("input:not([type=hidden])").value, moved: number });
  const put = (row, before, button) => {
    list.insertBefore(row, before);
    button?.focus();
    number();
    tell(row);
  };

  new Sortable(list, { handle: "[data-grip]", draggable: "[data-row]", animation: calm ? 0 : 120, forceFallback: true, fallbackClass: "lifted", ghostClass: "slot-here", onEnd: ({ item }) => { number(); tell(item); } });

  form.addEventListener("click", (event) => {
    const button = event.target.closest("[name=do]");
    if (!button) return;
    event.preventDefault();
    const row = button.closest("[data-row]");
    if (button.matches("[data-add]")) {
      list.append(pattern.content.cloneNode(true));
      number();
      rows().at(-1).querySelector("input:not([type=hidden])").focus();
    } else if (button.matches("[data-up]") && row.previousElementSibling) put(row, row.previousElementSibling, button);
    else if (button.matches("[data-down]") && row.nextElementSibling) put(row, row.nextElementSibling.nextElementSibling, button);
    else if (button.matches("[data-remove]")) {
      const next = row.nextElementSibling ?? row.previousElementSibling;
      row.remove();
      number();
      (next?.querySelector("[data-remove]") ?? form.querySelector("[data-add]")).focus();
    }
  });
  // Enter in a field adds no submit by accident but goes on to the next row.
  list.addEventListener("keydown", (event) => {
    const row = event.target.closest("[data-row]");
    if (event.key === "Enter" && event.target.matches("input")) {
      event.preventDefault();
      const next = row.nextElementSibling?.querySelector("input:not([type=hidden])");
      next ? next.focus() : form.querySelector("[data-add]").click();
    }
  });
}
