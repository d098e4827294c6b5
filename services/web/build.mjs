/** Builds the page into `dist`, speedscope's own page beside it, with a gzipped copy of each text: what the query API serves. */
import { copyFileSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { constants, gzipSync } from "node:zlib";
import { build } from "vite";

const DIRECTORY = join(import.meta.dirname, "dist");
const TEXT = /\.(?:js|css|html|svg)$/;
const SPEEDSCOPE = dirname(createRequire(import.meta.url).resolve("speedscope/package.json"));
/** Of its release: neither its example nor what reads recordings of Java. */
const SPEEDSCOPE_FILE = /\.(?:html|js|css|png|ico|woff2|LICENSE\.md)$/;

await build({ configFile: join(import.meta.dirname, "vite.config.ts"), logLevel: "error" });
mkdirSync(join(DIRECTORY, "speedscope"));
copyFileSync(join(SPEEDSCOPE, "LICENSE"), join(DIRECTORY, "speedscope/LICENSE"));
for (const name of readdirSync(join(SPEEDSCOPE, "dist/release")))
  if (SPEEDSCOPE_FILE.test(name)) copyFileSync(join(SPEEDSCOPE, "dist/release", name), join(DIRECTORY, "speedscope", name));
for (const name of readdirSync(DIRECTORY, { recursive: true }))
  if (TEXT.test(name)) {
    const path = join(DIRECTORY, name);
    writeFileSync(`${path}.gz`, gzipSync(readFileSync(path), { level: constants.Z_BEST_COMPRESSION }));
  }
