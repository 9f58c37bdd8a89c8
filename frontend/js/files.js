// What files need is loaded when a page, or a part that comes later, has a place for them.
const wanted = { "form[data-upload]": () => import("./upload.js"), "[data-viewer]": () => import("./viewer.js") };

const look = async () => {
  for (const [what, load] of Object.entries(wanted))
    if (document.querySelector(what)) (await load()).look(document);
};
look();
// A picture that cannot be shown gives way to what lies below it.
addEventListener("error", (event) => { if (event.target instanceof HTMLImageElement && event.target.closest(".thumb")) event.target.remove(); }, true);
new MutationObserver((changes) => {
  if (changes.some((it) => [...it.addedNodes].some((node) => node instanceof Element && (node.matches("[data-upload], [data-viewer]") || node.querySelector("[data-upload], [data-viewer]"))))) look();
}).observe(document.body, { childList: true, subtree: true });
