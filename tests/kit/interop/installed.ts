import { execFile } from "node:child_process";
import { createHash } from "node:crypto";
import { cp, mkdir, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { cleanEnvironment, ROOT } from "../program.ts";

/** Where what the tests install stays, so that it is installed once. */
export const CACHE = join(ROOT, "node_modules/.cache/interop");
const STAMP = ".installed";

/** Runs a script of commands with `sh` in a folder; throws with what it said if one of them fails. */
export async function shell(folder: string, script: string, env: NodeJS.ProcessEnv = {}): Promise<void> {
  await promisify(execFile)("sh", ["-ec", script], { cwd: folder, env: { ...cleanEnvironment(), ...env }, maxBuffer: 64 * 1024 * 1024 });
}

/**
 * A copy of the programs in `tests/interop/LANGUAGE` with what `install` has put beside them. It is kept until one of their files changes.
 *
 * @returns the folder
 */
export async function installed(language: string, install: (folder: string) => Promise<void>): Promise<string> {
  const source = join(ROOT, "tests/interop", language);
  const folder = join(CACHE, language);
  const hash = createHash("sha256");
  const files = await readdir(source, { recursive: true, withFileTypes: true });
  for (const path of files
    .filter((file) => file.isFile())
    .map((file) => join(file.parentPath, file.name))
    .toSorted())
    hash.update(path).update(await readFile(path));
  const stamp = hash.digest("hex");
  if ((await readFile(join(folder, STAMP), "utf8").catch(() => "")) === stamp) return folder;
  await rm(folder, { recursive: true, force: true });
  await mkdir(CACHE, { recursive: true });
  await cp(source, folder, { recursive: true });
  await install(folder);
  await writeFile(join(folder, STAMP), stamp);
  return folder;
}
