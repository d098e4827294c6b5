/**
 * Prints the gzipped JavaScript of the built page, and fails where it is more than was promised: what the search view loads at first,
 * and all of it together.
 */
import { readFileSync, statSync } from "node:fs";
import { join } from "node:path";

const KIB = 1024;
const MOST = { "search view": 190 * KIB, "all views": 450 * KIB };

const DIST = join(import.meta.dirname, "dist");
const manifest = JSON.parse(readFileSync(join(DIST, ".vite/manifest.json"), "utf8"));

/** The files that an entry of the manifest needs, itself and what it imports. */
function filesOf(name, files = new Set()) {
  const { file, imports = [] } = manifest[name];
  if (!files.has(file)) {
    files.add(file);
    for (const imported of imports) filesOf(imported, files);
  }
  return files;
}

const gzipped = (files) =>
  [...files].filter((file) => file.endsWith(".js")).reduce((sum, file) => sum + statSync(join(DIST, `${file}.gz`)).size, 0);

const sizes = {
  "search view": gzipped(new Set([...filesOf("index.html"), ...filesOf("src/find/FindPage.tsx")])),
  "all views": gzipped(new Set(Object.values(manifest).map(({ file }) => file))),
};
for (const [name, bytes] of Object.entries(sizes)) {
  process.stdout.write(`${name}: ${(bytes / KIB).toFixed(1)} KiB of ${MOST[name] / KIB} KiB of JavaScript, gzipped\n`);
  if (bytes > MOST[name]) process.exitCode = 1;
}
