// Running clocks go on from what they had counted when they came: the server's time, whatever ours is.
const seen = new WeakMap();
const written = (seconds) => `${Math.floor(seconds / 3600)}:${String(Math.floor(seconds / 60) % 60).padStart(2, "0")}:${String(Math.floor(seconds) % 60).padStart(2, "0")}`;

const tick = () => {
  for (const clock of document.querySelectorAll("[data-running]")) {
    if (!seen.has(clock)) seen.set(clock, performance.now());
    clock.textContent = written(Number(clock.dataset.counted ?? 0) + (performance.now() - seen.get(clock)) / 1000);
  }
};

tick();
setInterval(tick, 1000);
document.addEventListener("htmx:after:swap", tick);
