// The page of a quote for its customer: counts as one chooses, and takes a signature. It reads without.
const here = document.body.dataset.quote;
const form = document.getElementById("offer");

if (document.body.hasAttribute("data-open")) fetch(`${here}/opened`, { method: "POST" }).catch(() => {});

// Choosing
const recount = form?.querySelector(".recount");
let asked = 0;
const count = async () => {
  const turn = ++asked;
  const said = new URLSearchParams(new FormData(form));
  said.set("act", "preview");
  const answer = await fetch(here, { method: "POST", body: said }).catch(() => null);
  if (!answer || turn !== asked) return;
  if (answer.status === 409) return location.reload(); // it was changed or answered meanwhile: the page tells
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  const offer = page.querySelector("[data-offer]");
  if (!offer) return;
  const at = document.activeElement?.id || [...form.querySelectorAll("[data-offer] input")].indexOf(document.activeElement);
  form.querySelector("[data-offer]").replaceWith(offer);
  form.querySelector(".recount")?.setAttribute("hidden", "");
  (typeof at === "string" ? document.getElementById(at) : form.querySelectorAll("[data-offer] input")[at])?.focus();
  for (const part of ["[data-total]", "[data-accept]"])
    document.querySelector(part)?.replaceChildren(...page.querySelector(part).childNodes);
};
if (recount) recount.hidden = true;
form?.addEventListener("change", (event) => {
  if (event.target.closest("[data-offer]")) count();
});

// Signing
const field = document.querySelector("[data-sign]");
const pad = field?.querySelector("canvas");
if (pad) {
  field.hidden = false;
  const kept = field.querySelector("[name=signature_image]");
  const pen = pad.getContext("2d");
  let drawing = false;
  const at = (event) => {
    const box = pad.getBoundingClientRect();
    return [((event.clientX - box.left) * pad.width) / box.width, ((event.clientY - box.top) * pad.height) / box.height];
  };
  Object.assign(pen, { lineWidth: 2.5, lineCap: "round", lineJoin: "round", strokeStyle: "#14181d" });
  pad.addEventListener("pointerdown", (event) => {
    drawing = true;
    pad.setPointerCapture(event.pointerId);
    pen.beginPath();
    pen.moveTo(...at(event));
  });
  pad.addEventListener("pointermove", (event) => {
    if (!drawing) return;
    pen.lineTo(...at(event));
    pen.stroke();
  });
  pad.addEventListener("pointerup", () => {
    drawing = false;
    kept.value = pad.toDataURL("image/png").split(",")[1];
  });
  field.querySelector("[data-clear]").addEventListener("click", () => {
    pen.clearRect(0, 0, pad.width, pad.height);
    kept.value = "";
  });
}
