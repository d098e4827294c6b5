import { execFileSync } from "node:child_process";
import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";

/**
 * The folder of a rival that npm brings: no workspace of ours, with a lock file of its own. Installed on first use.
 *
 * @param scripts lets packages run their scripts as they are installed: only for what cannot do without.
 */
export function npmPeer(name: string, { scripts = false }: { scripts?: boolean } = {}): string {
  const folder = fileURLToPath(new URL(`../peers/${name}`, import.meta.url));
  if (!existsSync(`${folder}/node_modules`)) {
    process.stderr.write(`bench: installing the rival ${name}\n`);
    const flags = ["--no-audit", "--no-fund", ...(scripts ? [] : ["--ignore-scripts"])];
    execFileSync("npm", ["ci", ...flags], { cwd: folder, stdio: ["ignore", "ignore", "inherit"] });
  }
  return folder;
}
