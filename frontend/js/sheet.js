// A link to a page with one form opens that form in a dialog. Without a script it is just a page.
let dialog;

const frame = () => {
  if (dialog) return dialog;
  dialog = document.createElement("dialog");
  dialog.className = "sheet-dialog";
  dialog.setAttribute("aria-labelledby", "sheet-title");
  document.body.append(dialog);
  dialog.addEventListener("submit", send);
  dialog.addEventListener("click", (event) => {
    const link = event.target.closest(".form-foot a");
    if (link) { event.preventDefault(); dialog.close(); }
  });
  return dialog;
};

/** Show the form of a page; tell whether it has one. */
const show = (text) => {
  const form = new DOMParser().parseFromString(text, "text/html").querySelector("form[data-sheet-form]");
  if (!form) return false;
  const title = form.querySelector("h1");
  const head = document.createElement("h2");
  head.id = "sheet-title";
  head.textContent = title?.textContent ?? "";
  title?.replaceWith(head);
  frame().replaceChildren(document.adoptNode(form));
  if (!dialog.open) dialog.showModal();
  (form.querySelector(".summary") ?? form.querySelector("[autofocus], .input"))?.focus();
  return true;
};

const open = async (link) => {
  link.closest("[popover]")?.hidePopover?.();
  try {
    const answer = await fetch(link.href, { headers: { accept: "text/html" } });
    if (answer.ok && !answer.redirected && show(await answer.text())) return;
  } catch { /* the page itself tells what is wrong */ }
  location.assign(link.href);
};

/** Send the form; what is wrong with it comes back into the dialog. */
const send = async (event) => {
  event.preventDefault();
  event.stopPropagation();
  const form = event.target;
  if (form.dataset.busy !== undefined) return;
  form.dataset.busy = "";
  const { submitter } = event;
  const slow = setTimeout(() => submitter?.setAttribute("aria-busy", "true"), 300);
  try {
    const body = new URLSearchParams(new FormData(form, submitter));
    const path = submitter?.getAttribute("formaction") ?? form.action;
    const answer = await fetch(path, { method: "POST", body, headers: { "HX-Request": "true", accept: "text/html" } });
    const next = answer.headers.get("HX-Redirect");
    if (next) {
      delete form.dataset.changed;
      return next === location.pathname + location.search ? location.reload() : location.assign(next);
    }
    if (show(await answer.text())) return;
  } catch { /* sent as a page sends it, below */ }
  clearTimeout(slow);
  dialog.removeEventListener("submit", send);
  delete form.dataset.busy;
  form.requestSubmit(submitter ?? undefined);
};

addEventListener("click", (event) => {
  const link = event.target.closest("a[data-sheet]");
  if (!link || event.defaultPrevented || event.button || event.ctrlKey || event.metaKey || event.shiftKey) return;
  event.preventDefault();
  open(link);
});

// One more row of fields, from its pattern.
addEventListener("click", (event) => {
  const button = event.target.closest("[data-more-rows]");
  if (!button) return;
  const list = [...document.querySelectorAll("[data-rows-of]")].find((it) => it.dataset.rowsOf === button.dataset.moreRows);
  const pattern = list.querySelector("template");
  const row = pattern.content.firstElementChild.cloneNode(true);
  const at = `[${list.querySelectorAll(":scope > fieldset").length}]`;
  for (const it of row.querySelectorAll("*"))
    for (const { name, value } of [...it.attributes]) if (value.includes("[__]")) it.setAttribute(name, value.replace("[__]", at));
  pattern.before(row);
  setTimeout(() => row.querySelector("input:not([type=hidden]), select:not([hidden])")?.focus()); // after its comboboxes
});
