// A long select becomes a field that searches: the select stays, hidden, and says what is chosen.
import Combobox from "@github/combobox-nav";

const FEW = 8; // a short list is chosen from as it is
let numbered = 0;

const enhance = (select) => {
  if (select.dataset.ready !== undefined || select.options.length < FEW) return;
  select.dataset.ready = "";
  const input = document.createElement("input");
  for (const [name, value] of Object.entries({ type: "text", class: "input", role: "combobox", autocomplete: "off", spellcheck: "false", "aria-autocomplete": "list", "aria-expanded": "false" }))
    input.setAttribute(name, value);
  for (const name of ["aria-describedby", "aria-invalid", "aria-label"])
    if (select.hasAttribute(name)) input.setAttribute(name, select.getAttribute(name));
  input.required = select.required;
  input.id = select.id;
  select.id = `${select.id}-value`;
  select.required = false;
  select.hidden = true;
  const list = document.createElement("ul");
  list.id = `combo-${++numbered}`;
  list.className = "menu";
  list.setAttribute("role", "listbox");
  list.setAttribute("aria-label", document.querySelector(`label[for="${CSS.escape(input.id)}"]`)?.textContent ?? "");
  list.hidden = true;
  input.setAttribute("aria-controls", list.id);
  select.after(input, list);

  const combobox = new Combobox(input, list, { firstOptionSelectionMode: "selected" });
  const chosen = () => (select.value ? select.selectedOptions[0].textContent : "");
  const hint = select.options[0]?.value === "" ? select.options[0].textContent : "";
  if (hint) input.placeholder = hint;
  let waiting, asked = 0;

  const show = () => { if (list.hidden) { list.hidden = false; combobox.start(); input.setAttribute("aria-expanded", "true"); } combobox.resetSelection(); };
  const hide = () => { list.hidden = true; combobox.stop(); input.setAttribute("aria-expanded", "false"); asked++; clearTimeout(waiting); };
  const fill = () => {
    list.replaceChildren(...[...select.options].filter((it) => it.value).slice(0, 20).map((it) => {
      const made = document.createElement("li");
      made.setAttribute("role", "option");
      made.id = `${list.id}-${it.value}`;
      made.dataset.value = it.value;
      made.dataset.name = it.textContent;
      made.textContent = it.textContent;
      if (it.dataset.code) { const code = document.createElement("span"); code.className = "code push"; code.textContent = it.dataset.code; made.append(code); }
      return made;
    }));
    show();
  };
  const find = async () => {
    const turn = ++asked;
    const answer = await fetch(`/choose/${select.dataset.choose}?search=${encodeURIComponent(input.value)}`, { headers: { "HX-Request": "true" } });
    if (!answer.ok || turn !== asked) return;
    list.innerHTML = await answer.text(); // our own server's, escaped there
    for (const option of list.querySelectorAll("[role=option]")) option.id = `${list.id}-${option.dataset.value}`;
    show();
  };
  const choose = (value, name) => {
    if (![...select.options].some((it) => it.value === value)) select.add(new Option(name, value));
    select.value = value;
    input.value = chosen();
    hide();
    select.dispatchEvent(new Event("change", { bubbles: true }));
    select.dispatchEvent(new Event("input", { bubbles: true }));
  };

  input.value = chosen();
  input.addEventListener("focus", () => input.select());
  input.addEventListener("click", () => { if (list.hidden) fill(); });
  input.addEventListener("input", (event) => {
    event.stopPropagation();
    clearTimeout(waiting);
    if (input.value.trim()) waiting = setTimeout(find, 120);
    else { choose("", ""); fill(); }
  });
  input.addEventListener("keydown", (event) => {
    if (event.key === "ArrowDown" && list.hidden) { event.preventDefault(); fill(); }
    if (event.key === "Escape" && !list.hidden) { event.stopPropagation(); input.value = chosen(); hide(); }
    if (event.key === "Enter" && !list.hidden && !list.querySelector("[aria-selected=true]")) event.preventDefault();
  });
  input.addEventListener("blur", () => setTimeout(() => { input.value = chosen(); hide(); }, 150));
  list.addEventListener("mousedown", (event) => event.preventDefault());
  list.addEventListener("combobox-commit", (event) => choose(event.target.dataset.value, event.target.dataset.name));
};

const look = (root) => {
  for (const select of root.querySelectorAll("select[data-choose]")) enhance(select);
};
look(document);
// Parts that come later bring their own.
new MutationObserver((changes) => {
  for (const change of changes) for (const node of change.addedNodes) if (node instanceof Element) look(node.parentElement ?? node);
}).observe(document.body, { childList: true, subtree: true });
