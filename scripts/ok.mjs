/** The gate: format, lint, types, size of the page, tests, in this order; stops at the first that fails. `--no-tests` leaves the tests out. */
import { spawnSync } from "node:child_process";
import { environment, ROOT } from "./setup.mjs";

const STEPS = [
  ["format", "oxfmt", "--check"],
  ["lint", "oxlint", "--deny-warnings"],
  ["types", "tsc", "-b"],
  ["types of the benchmarks", "tsc", "-p", "bench"],
  ["size of the page", process.execPath, "services/web/size.mjs"],
  ["tests", process.execPath, "scripts/run.mjs", "test"],
];

for (const [name, command, ...args] of STEPS) {
  if (name === "tests" && process.argv.includes("--no-tests")) continue;
  process.stdout.write(`\n── ${name}\n`);
  const { status, error } = spawnSync(command, args, { cwd: ROOT, env: environment(), stdio: "inherit" });
  if (error) process.stderr.write(`${error.message}\n`);
  if (status !== 0) process.exit(status ?? 1);
}
process.stdout.write("\nok\n");
