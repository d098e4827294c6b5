/** Builds the page into `dist`, with a gzipped copy beside each text: what the query API serves. */
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { constants, gzipSync } from "node:zlib";
import { build } from "vite";

const DIRECTORY = join(import.meta.dirname, "dist");
const TEXT = /\.(?:js|css|html|svg)$/;

await build({ configFile: join(import.meta.dirname, "vite.config.ts"), logLevel: "error" });
for (const name of readdirSync(DIRECTORY, { recursive: true }))
  if (TEXT.test(name)) {
    const path = join(DIRECTORY, name);
    writeFileSync(`${path}.gz`, gzipSync(readFileSync(path), { level: constants.Z_BEST_COMPRESSION }));
  }
