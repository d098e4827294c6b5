import { spawnSync } from "node:child_process";

/** The installed command that the test is about. Without it the test is skipped, but never in CI. */
export function installed(command: string | undefined, what: string): command is string {
  if (command !== undefined && spawnSync(command, ["-v"]).error === undefined) return true;
  if (process.env.CI === "true") throw new Error(`Cannot run this test: ${what} is not installed`);
  process.stderr.write(`skipped: ${what} is not installed\n`);
  return false;
}
