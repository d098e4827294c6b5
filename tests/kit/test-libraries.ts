import { execFile } from "node:child_process";
import { createHash } from "node:crypto";
import { copyFile, mkdtemp, readFile, rename, rm, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { cleanEnvironment, ROOT } from "./program.ts";

const FOLDER = join(ROOT, "tests/libraries");
const INSTALLED = join(FOLDER, "node_modules");
const INSTALL_MILLIS = 180_000;

/**
 * Installs the libraries of `tests/libraries`, unless what stands there is what its lockfile says. Apps in that folder can import them.
 * Call it in `beforeAll`. Safe to call from several test files at once: each installs beside, and the first to be ready moves in.
 *
 * @returns the folder
 */
export async function testLibraries(): Promise<string> {
  const lockfile = await readFile(join(FOLDER, "package-lock.json"));
  const stamp = `.installed-${createHash("sha256").update(lockfile).digest("hex").slice(0, 16)}`;
  if (await exists(join(INSTALLED, stamp))) return FOLDER;
  const beside = await mkdtemp(join(FOLDER, ".installing-"));
  try {
    for (const name of ["package.json", "package-lock.json"]) await copyFile(join(FOLDER, name), join(beside, name));
    await promisify(execFile)("npm", ["ci", "--ignore-scripts", "--prefer-offline", "--no-audit", "--no-fund"], {
      cwd: beside,
      env: cleanEnvironment(),
      timeout: INSTALL_MILLIS,
    });
    await writeFile(join(beside, "node_modules", stamp), "");
    await moveIn(join(beside, "node_modules"), stamp, join(beside, "old"));
  } finally {
    await rm(beside, { recursive: true, force: true });
  }
  return FOLDER;
}

async function moveIn(installed: string, stamp: string, old: string): Promise<void> {
  for (;;) {
    if (await exists(join(INSTALLED, stamp))) return;
    await rename(INSTALLED, old).catch(() => {});
    try {
      return await rename(installed, INSTALLED);
    } catch (error) {
      // Another test file was faster.
      if (!["ENOTEMPTY", "EEXIST"].includes((error as NodeJS.ErrnoException).code ?? "")) throw error;
    }
  }
}

async function exists(path: string): Promise<boolean> {
  return (await stat(path).catch(() => undefined)) !== undefined;
}
