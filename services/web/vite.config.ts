import { defineConfig } from "vite";
import { preloadFirstView } from "./first-view.ts";

/** Where `npm run dev` finds the query API: a `throughline up` on its default port. */
const API = "http://127.0.0.1:3200";

export default defineConfig({
  root: import.meta.dirname,
  plugins: [preloadFirstView()],
  build: {
    target: "es2023",
    cssTarget: ["chrome123", "firefox120", "safari17.5"],
    manifest: true,
    // The page may not load anything from a data: URL but images.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    reportCompressedSize: false,
  },
  server: { proxy: { "/api": API, "/speedscope": API, "/openapi.json": API } },
});
