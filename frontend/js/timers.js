// Running clocks count from when they began; the server says how far they were.
const written = (seconds) => `${Math.floor(seconds / 3600)}:${String(Math.floor(seconds / 60) % 60).padStart(2, "0")}:${String(Math.floor(seconds) % 60).padStart(2, "0")}`;

const tick = () => {
  for (const clock of document.querySelectorAll("[data-running]"))
    clock.textContent = written(Number(clock.dataset.counted ?? 0) + (Date.now() - Date.parse(clock.dataset.running)) / 1000);
};

if (document.querySelector("[data-running]")) { tick(); setInterval(tick, 1000); }
