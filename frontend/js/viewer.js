// A picture in a sheet that is moved and brought near: by wheel, two fingers, dragging, keys and buttons.
// The picture stands in a drawing, whose view box is all that changes: no style is written.
const NS = "http://www.w3.org/2000/svg";
const STEP = 1.25, NEAREST = 40;

const sheet = (figure, image) => {
  const width = image.naturalWidth || 800, height = image.naturalHeight || 600;
  const svg = document.createElementNS(NS, "svg");
  const picture = document.createElementNS(NS, "image");
  for (const [name, value] of Object.entries({ href: image.currentSrc || image.src, width, height })) picture.setAttribute(name, value);
  for (const [name, value] of Object.entries({ role: "img", tabindex: 0, "aria-label": figure.dataset.label })) svg.setAttribute(name, value);
  svg.append(picture);
  let box = { x: 0, y: 0, w: width, h: height };

  /** Return the picture's units that a pixel of the screen is, and where the screen begins. */
  const scale = () => {
    const here = svg.getBoundingClientRect();
    const each = Math.max(box.w / here.width, box.h / here.height);
    return { here, each, left: box.x - (here.width * each - box.w) / 2, top: box.y - (here.height * each - box.h) / 2 };
  };
  const draw = () => {
    const keep = 0.15; // some of the picture is always in sight
    box.x = Math.min(Math.max(box.x, -box.w * (1 - keep)), width - box.w * keep);
    box.y = Math.min(Math.max(box.y, -box.h * (1 - keep)), height - box.h * keep);
    svg.setAttribute("viewBox", `${box.x} ${box.y} ${box.w} ${box.h}`);
  };
  const fit = () => { box = { x: 0, y: 0, w: width, h: height }; draw(); };
  const zoom = (by, at) => {
    const { here, each, left, top } = scale();
    const point = at ?? { x: here.left + here.width / 2, y: here.top + here.height / 2 };
    const x = left + (point.x - here.left) * each, y = top + (point.y - here.top) * each;
    const factor = Math.min(Math.max(by, box.w / (width * 1.5)), box.w * NEAREST / width);
    box = { x: x - (x - box.x) / factor, y: y - (y - box.y) / factor, w: box.w / factor, h: box.h / factor };
    draw();
  };
  const move = (dx, dy) => { const { each } = scale(); box.x -= dx * each; box.y -= dy * each; draw(); };

  const fingers = new Map();
  const between = () => {
    const [a, b] = [...fingers.values()];
    return { x: (a.x + b.x) / 2, y: (a.y + b.y) / 2, far: Math.hypot(a.x - b.x, a.y - b.y) };
  };
  svg.addEventListener("pointerdown", (event) => { svg.setPointerCapture(event.pointerId); fingers.set(event.pointerId, { x: event.clientX, y: event.clientY }); });
  svg.addEventListener("pointermove", (event) => {
    const before = fingers.get(event.pointerId);
    if (!before) return;
    const pair = fingers.size === 2 && between();
    fingers.set(event.pointerId, { x: event.clientX, y: event.clientY });
    if (!pair) return fingers.size === 1 && move(event.clientX - before.x, event.clientY - before.y);
    const now = between();
    move(now.x - pair.x, now.y - pair.y);
    if (pair.far) zoom(now.far / pair.far, now);
  });
  for (const name of ["pointerup", "pointercancel"]) svg.addEventListener(name, (event) => fingers.delete(event.pointerId));
  svg.addEventListener("wheel", (event) => { event.preventDefault(); zoom(Math.exp(-event.deltaY / 400), { x: event.clientX, y: event.clientY }); }, { passive: false });
  svg.addEventListener("dblclick", (event) => zoom(2, { x: event.clientX, y: event.clientY }));
  const turn = (where) => figure.querySelector(`[rel="${where}"]`)?.click();
  const keys = {
    "+": () => zoom(STEP), "=": () => zoom(STEP), "-": () => zoom(1 / STEP), 0: fit, Home: fit,
    PageUp: () => turn("prev"), PageDown: () => turn("next"),
    ArrowLeft: () => move(60, 0), ArrowRight: () => move(-60, 0), ArrowUp: () => move(0, 60), ArrowDown: () => move(0, -60),
  };
  svg.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || !keys[event.key]) return;
    event.preventDefault();
    event.stopPropagation();
    keys[event.key]();
  });
  draw();
  return { svg, zoom, fit };
};

const enhance = (figure) => {
  if (figure.dataset.ready !== undefined) return;
  figure.dataset.ready = "";
  const image = figure.querySelector("img");
  const begin = () => {
    const { svg, zoom, fit } = sheet(figure, image);
    image.replaceWith(svg);
    const bar = figure.querySelector(".viewer-bar");
    bar.hidden = false;
    const acts = { in: () => zoom(STEP), out: () => zoom(1 / STEP), fit };
    bar.addEventListener("click", (event) => acts[event.target.closest("[data-zoom]")?.dataset.zoom]?.());
  };
  const lost = () => { image.remove(); figure.querySelector(".viewer-none").hidden = false; };
  if (image.complete) image.naturalWidth ? begin() : lost();
  else { image.addEventListener("load", begin, { once: true }); image.addEventListener("error", lost, { once: true }); }
};

export const look = (root) => {
  for (const figure of root.querySelectorAll("[data-viewer]")) enhance(figure);
};
