import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { brotliCompressSync, constants, gzipSync } from "node:zlib";
import tailwindcss from "@tailwindcss/vite";
import { defineConfig, type Plugin } from "vite";

const out = resolve(import.meta.dirname, "../src/hutong/web/static");
const pictures = resolve(import.meta.dirname, "pictures");

// htmx carries one direct eval(), which keeps the whole module from being minified and which our
// content security policy refuses anyway.
const withoutEval: Plugin = {
  name: "htmx-without-eval",
  transform(code, id) {
    if (!id.includes("htmx.esm.js")) return null;
    const mended = code.replace(/return eval\(str\)/, 'throw new Error("eval is off")');
    if (mended === code) this.error("htmx changed: its eval() is no longer where it was");
    return { code: mended, map: null };
  },
};

// Alpine looks at every global once; looking at "fence" makes Chrome complain.
const withoutOldGlobals: Plugin = {
  name: "alpine-without-old-globals",
  transform(code, id) {
    if (!id.includes("@alpinejs/csp")) return null;
    const mended = code.replace('key === "styleMedia"', 'key === "fence" || key === "styleMedia"');
    if (mended === code) this.error("Alpine changed: it looks at globals in another way");
    return { code: mended, map: null };
  },
};

// Drawings that templates name (icons, favicon) get hashed names in the manifest, as scripts do.
const drawings: Plugin = {
  name: "drawings",
  generateBundle() {
    for (const name of readdirSync(pictures)) {
      const source = readFileSync(join(pictures, name));
      this.emitFile({ type: "asset", name, originalFileName: `pictures/${name}`, source });
    }
  },
};

// Compressed once here instead of on every request.
const precompressed: Plugin = {
  name: "precompressed",
  closeBundle() {
    for (const name of readdirSync(out)) {
      if (!/\.(js|css|svg|json)$/.test(name)) continue;
      const plain = readFileSync(join(out, name));
      const quality = { [constants.BROTLI_PARAM_QUALITY]: 11 };
      writeFileSync(join(out, `${name}.br`), brotliCompressSync(plain, { params: quality }));
      writeFileSync(join(out, `${name}.gz`), gzipSync(plain, { level: 9 }));
    }
  },
};

export default defineConfig({
  base: "/static/",
  publicDir: false,
  plugins: [withoutEval, withoutOldGlobals, tailwindcss(), drawings, precompressed],
  build: {
    outDir: out,
    assetsDir: "",
    emptyOutDir: true,
    manifest: "manifest.json",
    modulePreload: { polyfill: false },
    assetsInlineLimit: 0,
    target: "es2022",
    chunkSizeWarningLimit: 600, // the charts, which only the pages that show one load
    rolldownOptions: {
      input: {
        store: "src/store.ts",
        buying: "src/buying.css",
        console: "src/console.ts",
        sandbox: "src/sandbox.ts",
        reference: "src/reference.css",
      },
    },
  },
});
