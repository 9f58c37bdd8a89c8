// Light, dark, or as the system has it. The server draws the choice, so nothing flashes.
const next = { "": "light", light: "dark", dark: "" };

export const change = () => {
  const root = document.documentElement;
  const chosen = next[root.dataset.theme ?? ""];
  if (chosen) root.dataset.theme = chosen;
  else delete root.dataset.theme;
  document.cookie = `nexus-theme=${chosen}; path=/; max-age=31536000; samesite=lax`;
};

addEventListener("click", (event) => {
  if (event.target.closest("[data-theme-next]")) change();
});
