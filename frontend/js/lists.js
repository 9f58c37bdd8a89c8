// Lists: picking rows shows what can be done with them.
const bulk = document.querySelector("form.bulk");

const count = () => {
  const boxes = [...document.querySelectorAll("tbody .pick input")];
  const picked = boxes.filter((box) => box.checked).length;
  const all = document.querySelector("thead .pick input");
  if (all) { all.checked = picked > 0 && picked === boxes.length; all.indeterminate = picked > 0 && picked < boxes.length; }
  if (bulk) { bulk.hidden = picked === 0; bulk.querySelector("[data-picked]").textContent = picked; }
};

addEventListener("change", (event) => {
  if (event.target.matches("thead .pick input"))
    for (const box of document.querySelectorAll("tbody .pick input")) box.checked = event.target.checked;
  if (event.target.closest(".pick")) count();
});
addEventListener("pageshow", count);

bulk?.addEventListener("click", (event) => {
  if (!event.target.closest("[data-unpick]")) return;
  for (const box of document.querySelectorAll(".pick input")) box.checked = false;
  count();
});
