// The matrix of roles: find a permission, count what is changed, mark it.
const form = document.querySelector("[data-matrix]");
const told = form.querySelector("[data-changes]");
const find = form.querySelector("[data-find]");
const boxes = [...form.querySelectorAll("td input")];

const count = () => {
  let changed = 0;
  for (const box of boxes) {
    const is = box.checked !== box.defaultChecked;
    box.closest("td").classList.toggle("changed", is);
    changed += is;
  }
  if (!told) return;
  told.textContent = changed === 0 ? told.dataset.none : changed === 1 ? told.dataset.one : told.dataset.many.replace("#", changed);
  if (changed === 0) delete form.dataset.changed;
};

form.addEventListener("change", count);
form.addEventListener("reset", () => setTimeout(count));
addEventListener("pageshow", count);

find.hidden = false;
find.addEventListener("input", (event) => {
  event.stopPropagation(); // to look for something is no change of the form
  const words = find.value.toLowerCase().split(/\s+/).filter(Boolean);
  for (const group of form.querySelectorAll("tbody")) {
    let shown = 0;
    for (const row of group.querySelectorAll("tr:not(:first-child)")) {
      const text = row.querySelector("th").textContent.toLowerCase();
      row.hidden = !words.every((word) => text.includes(word));
      shown += !row.hidden;
    }
    group.hidden = shown === 0;
  }
});
find.addEventListener("keydown", (event) => {
  if (event.key === "Enter") event.preventDefault(); // nor does it send the form
});
