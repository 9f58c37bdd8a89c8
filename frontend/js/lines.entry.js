// Lines of a document: added, moved and taken away here; counted by the server, which alone knows how.
import Sortable from "sortablejs";
import { ordering } from "./order.js";

const form = document.getElementById("document");
const editor = form?.querySelector("[data-lines]");
const list = editor?.querySelector("[data-list]");
const pattern = editor?.querySelector("[data-pattern]");
const sums = form?.querySelector("[data-sums]");
const PART = /lines\[[^\]]*\]/;
const lines = () => [...list.querySelectorAll("[data-line]")];
let waiting, asked = 0, tell;

/** Name the fields of each line by its place, as the server reads them. */
const renumber = () => {
  lines().forEach((line, at) => {
    line.setAttribute("aria-label", editor.dataset.named.replace("#", at + 1));
    for (const name of ["name", "id", "for", "aria-describedby"])
      for (const it of line.querySelectorAll(`[${name}]`))
        it.setAttribute(name, it.getAttribute(name).replace(PART, `lines[${at}]`));
    for (const [kind, found] of [["remove", "[data-remove]"], ["up", "[data-up]"], ["down", "[data-down]"]])
      line.querySelector(found).value = `${kind}-${at}`;
  });
};

const changed = () => {
  form.dataset.changed = "";
  renumber();
  count();
};

const prepare = (line) => {
  const grip = line.querySelector("[data-grip]");
  grip.hidden = false;
};

const add = (after) => {
  const made = pattern.content.firstElementChild.cloneNode(true);
  after ? after.after(made) : list.append(made);
  made.querySelector("[name$='.quantity']").value = "1";
  prepare(made);
  renumber();
  made.querySelector("textarea").focus();
  return made;
};

const remove = (line) => {
  const next = line.nextElementSibling ?? line.previousElementSibling;
  line.remove();
  changed();
  next ? next.querySelector("textarea").focus() : editor.querySelector("[data-add]").focus();
};

const move = (line, by, focus) => {
  const other = by < 0 ? line.previousElementSibling : line.nextElementSibling;
  if (!other) return;
  by < 0 ? other.before(line) : other.after(line);
  changed();
  focus.focus();
  tell(line);
};

/** Ask what it comes to, once nobody types any more. */
const count = (wait = 250) => {
  clearTimeout(waiting);
  waiting = setTimeout(async () => {
    const turn = ++asked;
    const answer = await fetch(editor.dataset.preview, { method: "POST", body: new URLSearchParams(new FormData(form)), headers: { "HX-Request": "true" } }).catch(() => null);
    if (!answer?.ok || turn !== asked) return;
    const told = document.createElement("div");
    told.innerHTML = await answer.text(); // our own server's, escaped there
    const amounts = told.querySelector("ul[hidden]");
    if (amounts) {
      const outputs = lines().map((line) => line.querySelector("[data-amount]"));
      for (const output of outputs) output.replaceChildren();
      for (const it of amounts.children) outputs[it.dataset.at]?.replaceChildren(...it.childNodes);
      amounts.remove();
      sums.replaceChildren(...told.childNodes);
    } else {
      sums.querySelector(".warn-line")?.remove();
      sums.prepend(...told.querySelectorAll(".warn-line"));
    }
  }, wait);
};

/** Let the server add what was picked, and take over the lines as it gives them back. */
const addMore = async (button) => {
  const said = new URLSearchParams(new FormData(form));
  said.set("act", button.value);
  const answer = await fetch(location.href, { method: "POST", body: said });
  if (!answer.ok) return form.requestSubmit(button);
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  list.replaceChildren(...page.querySelector("[data-list]").children);
  lines().forEach(prepare);
  for (const it of button.closest("details").querySelectorAll("select, input")) it.value = "";
  button.closest("details").open = false;
  changed();
  lines().at(-1)?.querySelector("textarea").focus();
};

if (editor) {
  lines().forEach(prepare);
  tell = ordering(list, { row: "[data-line]", name: (line) => line.querySelector("textarea").value, moved: changed });
  Sortable.create(list, { handle: "[data-grip]", draggable: "[data-line]", animation: 120, onEnd: changed });

  form.addEventListener("input", (event) => {
    if (!event.target.closest(".pick-one")) count();
  });
  form.addEventListener("change", () => count(0));
  editor.addEventListener("click", (event) => {
    const button = event.target.closest("button");
    if (!button) return;
    const line = button.closest("[data-line]");
    const acts = {
      add: () => add(), addMore: () => addMore(button), remove: () => remove(line),
      up: () => move(line, -1, button), down: () => move(line, 1, button),
    };
    const act = Object.keys(acts).find((name) => name in button.dataset);
    if (!act) return;
    event.preventDefault();
    acts[act]();
  });
  editor.addEventListener("keydown", (event) => {
    const line = event.target.closest("[data-line]");
    if (!line || event.isComposing) return;
    const by = { ArrowUp: -1, ArrowDown: 1 }[event.key];
    if (by && event.altKey) {
      event.preventDefault();
      move(line, by, event.target);
    } else if (event.key === "Enter" && !event.shiftKey && event.target.matches("input, textarea") && !event.target.matches("[role=combobox]")) {
      event.preventDefault();
      if (event.ctrlKey || event.metaKey) return form.requestSubmit();
      const next = line.nextElementSibling;
      next && !next.querySelector("textarea").value ? next.querySelector("textarea").focus() : add(line);
      count(0);
    }
  });
}
