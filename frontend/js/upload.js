// Files are sent one by one, with how far each is; what is refused is told in words beside its name.
import htmx from "htmx.org";

const token = () => document.querySelector('meta[name="csrf-token"]')?.content ?? "";

const row = (list, name) => {
  const made = document.createElement("li");
  const called = document.createElement("span");
  called.className = "clip";
  called.textContent = name;
  const state = document.createElement("span");
  const bar = document.createElement("progress");
  bar.max = 1;
  bar.value = 0;
  bar.setAttribute("aria-label", name);
  made.append(called, state, bar);
  list.hidden = false;
  list.append(made);
  return { made, state, bar };
};

let there = ""; // where the server leads to once it has the file

/** Send one file; resolves to whether it was taken. */
const send = (form, file, list) =>
  new Promise((resolve) => {
    const { made, state, bar } = row(list, file.name);
    const body = new FormData(form);
    body.set("file", file);
    const request = new XMLHttpRequest();
    request.open("POST", form.action);
    request.setRequestHeader("X-CSRF-Token", token());
    request.setRequestHeader("HX-Request", "true");
    request.setRequestHeader("Accept", "application/json");
    request.upload.addEventListener("progress", (event) => { if (event.lengthComputable) bar.value = event.loaded / event.total; });
    const tell = (done, why = "") => {
      bar.remove();
      state.textContent = done ? list.dataset.sent : list.dataset.failed;
      if (why) {
        const said = document.createElement("span");
        said.className = "why";
        said.textContent = why;
        made.append(said);
      }
      resolve(done);
    };
    request.addEventListener("load", () => {
      const type = request.getResponseHeader("content-type") ?? "";
      if (request.status < 300) { there = request.getResponseHeader("HX-Redirect") ?? ""; return tell(true); }
      if (type.startsWith("text/plain")) return tell(false, request.responseText);
      try { tell(false, JSON.parse(request.responseText).detail); } catch { tell(false, list.dataset.broken); }
    });
    request.addEventListener("error", () => tell(false, list.dataset.broken));
    request.send(body);
  });

const take = async (form, files) => {
  const list = form.querySelector(".uploads");
  list.replaceChildren();
  form.setAttribute("aria-busy", "true");
  let taken = 0;
  const failed = [];
  for (const file of files) (await send(form, file, list)) ? taken++ : failed.push(list.lastElementChild);
  form.removeAttribute("aria-busy");
  form.querySelector("[type=file]").value = "";
  delete form.dataset.changed;
  if (!taken) return;
  if (there) return location.assign(there);
  const panel = form.closest("[data-files]");
  if (!panel) return failed.length ? undefined : location.reload();
  await htmx.ajax("GET", panel.getAttribute("hx-get"), { target: panel, swap: "innerHTML" });
  const again = panel.querySelector(".uploads");
  if (again && failed.length) { again.hidden = false; again.append(...failed); }
};

const enhance = (form) => {
  if (form.dataset.ready !== undefined) return;
  form.dataset.ready = "";
  const input = form.querySelector("[type=file]");
  const drop = form.querySelector(".drop");
  const single = form.dataset.upload === "one";
  input.multiple = !single;
  const plain = form.querySelector("[data-plain]");
  if (plain && !single) plain.hidden = true;
  const chosen = (files) => {
    if (!files.length) return;
    if (!single) return take(form, [...files]);
    drop.querySelector(".mid").textContent = files[0].name;
  };
  input.addEventListener("change", () => chosen(input.files));
  form.addEventListener("submit", (event) => {
    if (!input.files.length) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    take(form, [...input.files]);
  });
  let depth = 0; // entering a child leaves its parent
  drop.addEventListener("dragenter", () => { depth++; drop.classList.add("over"); });
  drop.addEventListener("dragleave", () => { if (--depth <= 0) { depth = 0; drop.classList.remove("over"); } });
  drop.addEventListener("dragover", (event) => event.preventDefault());
  drop.addEventListener("drop", (event) => {
    event.preventDefault();
    depth = 0;
    drop.classList.remove("over");
    const files = event.dataTransfer.files;
    if (single) { input.files = files; chosen(files); } else chosen(files);
  });
};

export const look = (root) => {
  for (const form of root.querySelectorAll("form[data-upload]")) enhance(form);
};
