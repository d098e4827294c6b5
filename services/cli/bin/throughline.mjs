#!/usr/bin/env node
import module from "node:module";
import { fileURLToPath } from "node:url";

const [major, minor] = process.versions.node.split(".").map(Number);
if (major > 22 || (major === 22 && minor >= 18)) {
  // Halves the time to start: TypeScript is stripped and compiled once. Where the folder cannot be written it does nothing.
  module.enableCompileCache(fileURLToPath(new URL("../../../node_modules/.cache/throughline-compiled", import.meta.url)));
  await import("../src/main.ts");
} else {
  process.stderr.write(
    `throughline: Node 22.18 or newer is needed, this is ${process.versions.node}: run npm start once, then npx throughline\n`,
  );
  process.exit(1);
}
