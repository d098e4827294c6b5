import { execFile } from "node:child_process";
import { mkdir, mkdtemp, rename, rm, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { cleanEnvironment, ROOT } from "./program.ts";

const OWN = process.versions.node.split(".", 1)[0] ?? "";

/** The supported majors beside the one that runs the tests: in `npm run test:long` only, where `tests/long/nodes/` names the files of `tests/` that differ by Node. */
export const OTHER_NODES: readonly string[] = process.env["THROUGHLINE_TESTS"] === "long" ? ["22", "26"] : [];

/** The majors to test on, the one that runs this first. */
export const NODES: readonly string[] = [OWN, ...OTHER_NODES];

const FOLDER = join(ROOT, "node_modules/.cache/throughline-nodes");
const INSTALL_MILLIS = 180_000;

/**
 * The executable of a Node of that major version: the one that runs this, or one from npm's package `node`, installed on first use and
 * kept. Call it in `beforeAll`. Safe to call from several test files at once: each installs beside, and the first to be ready moves in.
 */
export async function nodeOf(major: string): Promise<string> {
  if (process.versions.node.startsWith(`${major}.`)) return process.execPath;
  const home = join(FOLDER, major);
  const binary = join(home, "node_modules/node/bin/node");
  if (await exists(binary)) return binary;
  await mkdir(FOLDER, { recursive: true });
  const beside = await mkdtemp(join(FOLDER, ".installing-"));
  try {
    await writeFile(join(beside, "package.json"), "{}");
    await promisify(execFile)("npm", ["install", `node@${major}`, "--prefer-offline", "--no-audit", "--no-fund"], {
      cwd: beside,
      env: cleanEnvironment(),
      timeout: INSTALL_MILLIS,
    });
    await rename(beside, home).catch(async (error: unknown) => {
      // Another test file was faster.
      if (!(await exists(binary))) throw error;
    });
  } finally {
    await rm(beside, { recursive: true, force: true });
  }
  return binary;
}

async function exists(path: string): Promise<boolean> {
  return (await stat(path).catch(() => undefined)) !== undefined;
}
