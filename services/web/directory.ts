import { fileURLToPath } from "node:url";

/** Where the built page lies: `index.html`, `assets/`, each text with a gzipped copy beside it. `build.mjs` makes it. */
export const PAGE_DIRECTORY = fileURLToPath(new URL("dist", import.meta.url));
