import { execFileSync } from "node:child_process";
import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";

/** The folder of a rival that npm brings: no workspace of ours, with a lock file of its own. Installed on first use. */
export function npmPeer(name: string): string {
  const folder = fileURLToPath(new URL(`../peers/${name}`, import.meta.url));
  if (!existsSync(`${folder}/node_modules`)) {
    process.stderr.write(`bench: installing the rival ${name}\n`);
    execFileSync("npm", ["ci", "--ignore-scripts", "--no-audit", "--no-fund"], { cwd: folder, stdio: ["ignore", "ignore", "inherit"] });
  }
  return folder;
}
