// A list whose order is made by people, by keys: Space lifts what the grip belongs to, arrows carry it, Space puts it
// down, Escape puts it back. Each step is told (macros/ui.html: order_words, order_said).

/** `name` tells what a row is called; `moved` hears of it when one lies elsewhere than before. */
export const ordering = (list, { row, name, moved }) => {
  const said = list.parentElement.querySelector("[data-order-said]");
  const grip = (it) => it.querySelector("[data-grip]");
  let held, next; // the row in hand, and which it stood before

  const tell = (it, text = "sayPlaced") => {
    const all = [...list.querySelectorAll(row)];
    const told = { row: name(it).trim() || list.dataset.nameless, place: all.indexOf(it) + 1, count: all.length };
    said.textContent = list.dataset[text].replace(/\{(\w+)\}/g, (_, part) => told[part]);
  };
  const pressed = (yes) => {
    held.classList.toggle("lifted", yes);
    grip(held).setAttribute("aria-pressed", yes);
  };
  const lift = (it) => {
    held = it;
    next = it.nextElementSibling;
    pressed(true);
    tell(it, "sayLifted");
  };
  const carry = (before) => {
    list.insertBefore(held, before);
    grip(held).focus({ preventScroll: true });
    held.scrollIntoView({ block: "nearest" });
    tell(held, "sayAt");
  };
  const release = () => {
    const it = held;
    pressed(false);
    held = undefined;
    return it;
  };
  const putDown = () => {
    const it = release();
    if (it.nextElementSibling !== next) moved(it);
    tell(it);
  };
  const putBack = () => {
    const it = release();
    list.insertBefore(it, next);
    tell(it, "sayBack");
    return it;
  };

  // A click without a pointer is one by a key.
  list.addEventListener("click", (event) => {
    const it = event.target.closest("[data-grip]")?.closest(row);
    if (!it || event.detail > 0) return;
    event.preventDefault();
    held ? putDown() : lift(it);
  });
  list.addEventListener("keydown", (event) => {
    if (!held || !event.target.closest("[data-grip]")) return;
    const { previousElementSibling: above, nextElementSibling: below } = held;
    if (event.key === "Escape") grip(putBack()).focus();
    else if (event.key === "ArrowUp") above && carry(above);
    else if (event.key === "ArrowDown") below && carry(below.nextElementSibling);
    else return;
    event.preventDefault();
    event.stopPropagation();
  });
  // Who goes elsewhere has put it back. To carry it takes the focus away for a moment.
  list.addEventListener("focusout", () => setTimeout(() => {
    if (held && !held.contains(document.activeElement)) putBack();
  }));
  return tell;
};
