/**
 * What `npm start`, `npm test` and the others run: sets up what is missing, then runs the command with the pinned Node.
 *
 * npm runs a script through `sh`, which dies of SIGTERM and leaves its child: so the scripts say `exec node …`, and this process
 * forwards signals and waits for its child, however many times and from wherever the same signal comes.
 */
import { spawn } from "node:child_process";
import { constants } from "node:os";
import { environment, ROOT, setUp } from "./setup.mjs";

const JEST = ["--experimental-vm-modules", "--disable-warning=ExperimentalWarning", "node_modules/jest/bin/jest.js"];

/** Arguments for Node, by npm script. */
const COMMANDS = {
  // The heap starts at the size that the collector needs: fewer collections while it would grow (measured).
  start: ["--initial-old-space-size=128", "services/cli/bin/throughline.mjs", "up"],
  demo: ["services/demo/src/run.ts"],
  bench: ["bench/run.ts"],
  test: JEST,
  "test:long": JEST,
  ok: ["scripts/ok.mjs"],
};

const REPEAT_MS = 2_000;
const PARENT_POLL_MS = 500;

const [name = "", ...rest] = process.argv.slice(2);
if (!Object.hasOwn(COMMANDS, name)) end(`unknown command "${name}": expected ${Object.keys(COMMANDS).join(", ")}`);

/** Signals that came while there was no child yet. */
let pending;
let child;
const lastSent = new Map();
for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) process.on(signal, () => forward(signal));

// npm killed outright takes nothing with it: without it nobody waits for us any more.
if (process.env.npm_lifecycle_event) {
  const parent = process.ppid;
  setInterval(() => process.ppid !== parent && forward("SIGTERM"), PARENT_POLL_MS).unref();
}

try {
  const node = await setUp();
  if (pending) process.exit(128 + constants.signals[pending]);
  child = spawn(node, [...COMMANDS[name], ...rest], {
    cwd: ROOT,
    env: { ...environment(), ...(name === "test:long" && { THROUGHLINE_TESTS: "long" }) },
    stdio: ["inherit", "inherit", "inherit", "ipc"], // the channel closes when this process dies in any way
  });
  child.on("error", (error) => end(error.message));
  child.on("exit", (code, signal) => process.exit(code ?? 128 + constants.signals[signal]));
} catch (error) {
  end(error.message);
}

function forward(signal) {
  const now = Date.now();
  if (now - (lastSent.get(signal) ?? 0) < REPEAT_MS) return;
  lastSent.set(signal, now);
  if (child) child.kill(signal);
  else pending = signal;
}

function end(message) {
  process.stderr.write(`throughline: ${message}\n`);
  process.exit(1);
}
