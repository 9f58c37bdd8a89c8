// A board: cards go from column to column by mouse, touch or keys; each card's menu does it without a script.
// The server draws the board and has the last word; what it refuses goes back, and is told in its words.
import Sortable from "sortablejs";

const EVERY = 15_000; // between two looks at what others did
const STILL = 2_000; // nothing moves under a pointer that does
const root = document.querySelector("[data-board]");
const dialog = document.getElementById("board-ask");
let origin; // where the card in hand came from
let sending = 0, touched = 0, shown = "";

const laneOf = (card) => card.closest("[data-column]");
const cardsOf = (lane) => lane.querySelector("[data-cards]");
const nameOf = (it) => it.dataset.name;
const allows = (card, lane) => lane === origin?.lane || card.dataset.to.split(" ").includes(lane.dataset.column);
const toast = (text, tone) => dispatchEvent(new CustomEvent("nexus:toast", { detail: { text, tone } }));

const placeOf = (card) => {
  const all = [...cardsOf(laneOf(card)).querySelectorAll("[data-card]")];
  return { place: all.indexOf(card) + 1, count: all.length };
};
const words = (text, card, more = {}) => {
  const told = { card: nameOf(card), column: nameOf(laneOf(card)), ...placeOf(card), ...more };
  return text.replace(/\{(\w+)\}/g, (_, name) => told[name] ?? "");
};
const announce = (text) => { document.querySelector("[data-board-said]").textContent = text; };

/** Ask why, where a move needs a reason; null if there is none after all. */
const ask = (question) =>
  new Promise((resolve) => {
    const input = dialog.querySelector("input");
    dialog.querySelector("h2").textContent = question;
    dialog.returnValue = "";
    input.value = "";
    dialog.addEventListener("close", () => resolve(dialog.returnValue === "yes" && input.value.trim() ? input.value : null), { once: true });
    dialog.showModal();
  });

const remember = (card) => {
  origin = { lane: laneOf(card), next: card.nextElementSibling };
  for (const lane of root.querySelectorAll("[data-column]")) lane.toggleAttribute("data-closed", !allows(card, lane));
};
const forget = () => {
  origin = undefined;
  for (const lane of root.querySelectorAll("[data-closed]")) lane.removeAttribute("data-closed");
};
const putBack = (card, from) => {
  cardsOf(from.lane).insertBefore(card, from.next?.isConnected ? from.next : null);
  announce(words(root.dataset.sayBack, card));
};

/** Tell the server; returns what is wrong, or nothing. */
const send = async (card, said) => {
  const next = card.nextElementSibling;
  const answer = await fetch(card.dataset.move, {
    method: "POST",
    headers: { Accept: "application/json", "HX-Request": "true", "X-CSRF-Token": document.querySelector("meta[name=csrf-token]").content },
    body: new URLSearchParams({ column: laneOf(card).dataset.column, position: placeOf(card).place, before: next?.dataset.card ?? "", after: card.previousElementSibling?.dataset.card ?? "", sorts: root.dataset.sorts === undefined ? "" : "on", ...said }),
  });
  return answer.ok ? null : await answer.json();
};

/** The card lies where it was dropped: ask what must be asked, and let the server decide. */
const settle = async (card) => {
  const from = origin;
  const lane = laneOf(card);
  forget();
  if (lane === from.lane && (root.dataset.sorts === undefined || card.nextElementSibling === from.next)) return putBack(card, from);
  const question = lane !== from.lane && (lane.dataset.asks || from.lane.dataset.leaveAsks);
  sending++;
  try {
    const said = {};
    if (question && (said.reason = await ask(question)) === null) return putBack(card, from);
    let problem = await send(card, said);
    if (problem?.waits_for) {
      const reason = await ask(problem.detail);
      if (reason === null) return putBack(card, from);
      problem = await send(card, { reason, force: "on" });
    }
    if (problem) { putBack(card, from); return toast(problem.detail, "bad"); }
    announce(words(root.dataset.sayDropped, card));
    const { limit, count } = lane.dataset;
    if (lane !== from.lane && limit && Number(count) >= Number(limit)) toast(words(root.dataset.sayFull, card, { limit }), "warn");
  } catch {
    putBack(card, from);
    toast(root.dataset.sayOffline, "bad");
  } finally {
    sending--;
    look();
  }
};

// By mouse and touch

let dragged = 0; // when the last drag ended: the click that follows it opens nothing

const sortable = (lane) =>
  new Sortable(cardsOf(lane), {
    group: { name: "board", put: (_to, _from, card) => allows(card, lane) },
    draggable: "[data-card]",
    filter: "[data-menu], .menu",
    preventOnFilter: false,
    sort: true,
    animation: matchMedia("(prefers-reduced-motion: reduce)").matches ? 0 : 120,
    forceFallback: true,
    fallbackOnBody: true,
    fallbackTolerance: 4,
    fallbackClass: "lifted",
    ghostClass: "slot-here",
    delay: 180,
    delayOnTouchOnly: true,
    touchStartThreshold: 5,
    emptyInsertThreshold: 40,
    scroll: true,
    bubbleScroll: true,
    onStart: ({ item }) => { root.dataset.dragging = ""; remember(item); },
    onEnd: ({ item }) => { delete root.dataset.dragging; dragged = performance.now(); settle(item); },
  });

// By keys: a click without a pointer picks a card up and puts it down, arrows carry it.

const held = () => root.querySelector("[data-card].lifted");
const release = (card) => {
  card.classList.remove("lifted");
  card.querySelector("[data-grip]").setAttribute("aria-pressed", "false");
};
const lift = (card) => {
  remember(card);
  card.classList.add("lifted");
  card.querySelector("[data-grip]").setAttribute("aria-pressed", "true");
  announce(words(root.dataset.sayLifted, card));
};
const carry = (card, into, before) => {
  into.insertBefore(card, before);
  card.querySelector("[data-grip]").focus({ preventScroll: true });
  card.scrollIntoView({ block: "nearest", inline: "nearest" });
  announce(words(root.dataset.sayAt, card));
};
const steps = {
  ArrowUp: (card) => card.previousElementSibling && carry(card, card.parentElement, card.previousElementSibling),
  ArrowDown: (card) => card.nextElementSibling && carry(card, card.parentElement, card.nextElementSibling.nextElementSibling),
  ArrowRight: (card) => across(card, 1),
  ArrowLeft: (card) => across(card, -1),
};
const across = (card, by) => {
  const lanes = [...root.querySelectorAll("[data-column]")].filter((lane) => allows(card, lane));
  const to = lanes[lanes.indexOf(laneOf(card)) + (getComputedStyle(root).direction === "rtl" ? -by : by)];
  if (to) carry(card, cardsOf(to), cardsOf(to).children[placeOf(card).place - 1] ?? null);
};

root?.addEventListener("click", (event) => {
  if (performance.now() - dragged < 250) { event.preventDefault(); return event.stopPropagation(); }
  const card = event.target.closest("[data-grip]")?.closest("[data-card]");
  if (!card || event.detail > 0) return;
  const now = held();
  if (!now) return lift(card);
  release(now);
  settle(now);
}, true);

root?.addEventListener("keydown", (event) => {
  const card = held();
  if (!card || !event.target.closest("[data-grip]")) return;
  if (event.key === "Escape" || event.key === "Tab") {
    release(card);
    putBack(card, origin);
    forget();
    if (event.key === "Escape") event.preventDefault();
    card.querySelector("[data-grip]").focus();
  } else if (steps[event.key]) {
    event.preventDefault();
    steps[event.key](card);
  }
});

// Who goes elsewhere has put the card back. To carry it takes the focus away for a moment.
root?.addEventListener("focusout", () => setTimeout(() => {
  const card = held();
  if (!card || card.contains(document.activeElement)) return;
  release(card);
  putBack(card, origin);
  forget();
}));

// By the card's menu

root?.addEventListener("submit", (event) => {
  const form = event.target.closest("[data-move-form]");
  if (!form) return;
  event.preventDefault();
  event.stopPropagation();
  const card = form.closest("[data-card]");
  const lane = root.querySelector(`[data-column="${CSS.escape(event.submitter.value)}"]`);
  form.closest("[popover]").hidePopover();
  remember(card);
  cardsOf(lane).prepend(card);
  settle(card);
});

// What others did: looked at now and then, never while something is in hand or under the pointer

const inHand = () =>
  sending > 0 || origin !== undefined || root.dataset.dragging !== undefined ||
  document.querySelector("dialog[open], [data-board] :popover-open") !== null;

const PARTS = ["[data-grip]", "[data-menu]", "h3 a"];
const draw = (fresh) => {
  if (fresh.innerHTML === shown) return;
  shown = fresh.innerHTML;
  const card = root.contains(document.activeElement) && document.activeElement.closest("[data-card]");
  const part = card && PARTS.find((it) => document.activeElement.matches(it));
  const left = root.scrollLeft;
  root.replaceChildren(...fresh.children);
  root.scrollLeft = left;
  if (part) root.querySelector(`[data-card="${CSS.escape(card.dataset.card)}"] ${part}`)?.focus({ preventScroll: true });
  begin();
};

const look = async () => {
  if (inHand()) return;
  const answer = await fetch(location.href, { headers: { "HX-Request": "true", Accept: "text/html" } }).catch(() => null);
  if (!answer?.ok) return;
  const fresh = new DOMParser().parseFromString(await answer.text(), "text/html").querySelector("[data-board]");
  if (fresh && !inHand()) draw(fresh);
};

const watch = async () => {
  const calm = performance.now() - touched > STILL;
  if (calm && !document.hidden) await look();
  setTimeout(watch, calm ? EVERY : STILL);
};

let lanes = [];
const begin = () => {
  for (const lane of lanes) lane.destroy();
  lanes = [...root.querySelectorAll("[data-column]")].map(sortable);
};

if (root) {
  shown = root.innerHTML;
  begin();
  root.addEventListener("pointermove", () => { touched = performance.now(); }, { passive: true });
  addEventListener("visibilitychange", () => document.hidden || look());
  setTimeout(watch, EVERY);
}
