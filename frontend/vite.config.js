// Builds the one stylesheet, the scripts, the fonts and the icon sprite into the Python package.
import { readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { brotliCompressSync, constants, gzipSync } from "node:zlib";
import { defineConfig } from "vite";

const here = import.meta.dirname;
const text = (...parts) => readFileSync(join(here, ...parts), "utf8");

/** One file with every icon that the pages may use: Lucide's by name, and our own marks. */
const sprite = () => {
  const lucide = text("icons.txt").split("\n").filter((line) => line && !line.startsWith("#")).map((name) => {
    const svg = text("node_modules", "lucide-static", "icons", `${name}.svg`);
    const body = svg.replace(/<!--[^]*?-->/g, "").replace(/^[^]*?<svg[^]*?>|<\/svg>\s*$/g, "");
    return `<symbol id="i-${name}" viewBox="0 0 24 24">${body.replace(/\s*\n\s*/g, "")}</symbol>`;
  });
  const marks = text("glyphs.svg").match(/<symbol[^]*?<\/symbol>/g);
  return `<svg xmlns="http://www.w3.org/2000/svg">${[...lucide, ...marks].join("")}</svg>`;
};

const mark = () => {
  const body = /<symbol id="s-mark"[^>]*>([^]*?)<\/symbol>/.exec(text("glyphs.svg"))[1];
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 24 24">${body.replaceAll("currentColor", "#0b6078")}</svg>`;
};

/** Puts sprite and mark beside the scripts, and names all of them in assets.json. */
const pictures = {
  name: "nexus-pictures",
  generateBundle(_, bundle) {
    const named = { sprite: sprite(), mark: mark() };
    const told = {};
    for (const [name, source] of Object.entries(named))
      told[name] = this.getFileName(this.emitFile({ type: "asset", name: `${name}.svg`, source }));
    for (const file of Object.values(bundle)) {
      if (file.type === "chunk" && file.isEntry) {
        told[`${file.name}.js`] = file.fileName;
        for (const sheet of file.viteMetadata?.importedCss ?? []) told[`${file.name}.css`] = sheet;
      }
    }
    told.icons = [...named.sprite.matchAll(/<symbol id="([^"]+)"/g)].map((match) => match[1]);
    this.emitFile({ type: "asset", fileName: "assets.json", source: JSON.stringify(told, null, 1) });
  },
};

/** Keeps a compressed twin of each text, so that no request waits for compression. */
const twins = {
  name: "nexus-twins",
  enforce: "post",
  writeBundle({ dir }, bundle) {
    const best = { params: { [constants.BROTLI_PARAM_QUALITY]: 11 } };
    for (const name of Object.keys(bundle).filter((it) => /\.(css|js|svg)$/.test(it))) {
      const content = readFileSync(join(dir, name));
      this.fs.writeFile(join(dir, `${name}.br`), brotliCompressSync(content, best));
      this.fs.writeFile(join(dir, `${name}.gz`), gzipSync(content, { level: 9 }));
    }
  },
};

const entries = readdirSync(join(here, "js")).filter((name) => name.endsWith(".entry.js"));

export default defineConfig({
  root: here,
  base: "/static/",
  plugins: [pictures, twins],
  build: {
    outDir: join(here, "../src/nexus/platform/static"),
    emptyOutDir: true,
    assetsDir: "",
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    target: "es2023",
    cssTarget: ["chrome123", "firefox120", "safari17.5"],
    rollupOptions: {
      input: Object.fromEntries(entries.map((name) => [name.replace(".entry.js", ""), join(here, "js", name)])),
    },
  },
});
