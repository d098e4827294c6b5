#!/usr/bin/env node
const [major, minor] = process.versions.node.split(".").map(Number);
if (major > 22 || (major === 22 && minor >= 18)) await import("../src/main.ts");
else {
  process.stderr.write(
    `throughline: Node 22.18 or newer is needed, this is ${process.versions.node}: run npm start once, then npx throughline\n`,
  );
  process.exit(1);
}
