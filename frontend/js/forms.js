// Forms: sent once, guarded while changed, confirmed where something is lost.
let leaving = false;

addEventListener("input", (event) => {
  const form = event.target.closest("form[method=post]");
  if (form && !form.closest("[popover]")) form.dataset.changed = "";
});

addEventListener("submit", (event) => {
  const form = event.target;
  if (form.method === "dialog") return; // it closes, and nothing is sent
  const question = form.dataset.confirm;
  if (question && form.dataset.confirmed === undefined) {
    event.preventDefault();
    ask(question).then((yes) => {
      if (!yes) return;
      form.dataset.confirmed = "";
      form.requestSubmit(event.submitter ?? undefined);
    });
    return;
  }
  if (form.dataset.download !== undefined) return; // the page stays
  if (form.dataset.busy !== undefined) return event.preventDefault();
  leaving = true;
  form.dataset.busy = "";
  const button = event.submitter;
  if (button && form.method === "post") setTimeout(() => button.setAttribute("aria-busy", "true"), 300);
});

addEventListener("pageshow", () => {
  leaving = false;
  for (const form of document.querySelectorAll("form[data-busy]")) {
    delete form.dataset.busy;
    delete form.dataset.confirmed;
  }
});

addEventListener("beforeunload", (event) => {
  if (!leaving && document.querySelector("form[data-changed]")) event.preventDefault();
});

/** Ask in a dialog of our own; resolves to the answer. */
const ask = (question) =>
  new Promise((resolve) => {
    const dialog = document.getElementById("ask");
    dialog.querySelector("h2").textContent = question;
    dialog.returnValue = "";
    dialog.addEventListener("close", () => resolve(dialog.returnValue === "yes"), { once: true });
    dialog.showModal();
  });

// The summary says of which field it speaks: "This is needed." alone could be any.
for (const link of document.querySelectorAll('.summary a[href^="#f-"]')) {
  const id = link.getAttribute("href").slice(1);
  const name = document.querySelector(`label[for="${CSS.escape(id)}"]`)?.firstChild?.textContent.trim();
  if (name) link.textContent = `${name}: ${link.textContent}`;
}
document.querySelector(".summary[autofocus]")?.focus();
