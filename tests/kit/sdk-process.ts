import { spawn, type ChildProcess } from "node:child_process";
import { join } from "node:path";
import { until } from "./until.ts";

const REPOSITORY = join(import.meta.dirname, "../..");

/** A Node process under test. */
export interface SdkProcess {
  readonly child: ChildProcess;
  readonly stdout: () => string;
  readonly stderr: () => string;
  /** The JSON lines on stdout. */
  readonly lines: () => Record<string, unknown>[];
  /** Waits for a line `ready …` on stdout; returns its words after `ready`. */
  ready(): Promise<string[]>;
  /** How the process ended, and after how many milliseconds. */
  readonly ended: Promise<{ code: number | null; signal: NodeJS.Signals | null; millis: number }>;
}

export interface SdkProcessOptions {
  readonly env?: Record<string, string>;
  /** Node's own flags; by default the SDK's `register`. */
  readonly flags?: readonly string[];
  readonly node?: string;
  readonly cwd?: string;
}

/** The flag that instruments a process from the checkout. */
export const REGISTER = ["--import", "@throughline/sdk/register"];

/**
 * What a test that is about something else does not want to hear of: blocks on a busy machine, and samples. Those that are about them set the
 * variables, to "" for the default.
 */
const QUIET = { THROUGHLINE_BLOCK_THRESHOLD_MS: "0", THROUGHLINE_PROFILING: "0" };

const running = new Set<ChildProcess>();

/** Starts `file` (of `tests/fixtures`, or an absolute path) with Node, instrumented unless `flags` say otherwise. */
export function startSdkProcess(
  file: string,
  { env = {}, flags = REGISTER, node = process.execPath, cwd = REPOSITORY }: SdkProcessOptions = {},
): SdkProcess {
  const path = join(REPOSITORY, "tests/fixtures");
  const { NODE_OPTIONS: _, ...inherited } = process.env;
  const began = performance.now();
  const child = spawn(node, [...flags, file.startsWith("/") ? file : join(path, file)], {
    cwd,
    env: { ...inherited, ...QUIET, ...env },
    stdio: ["ignore", "pipe", "pipe"],
  });
  running.add(child);
  let stdout = "";
  let stderr = "";
  child.stdout.on("data", (chunk) => (stdout += chunk));
  child.stderr.on("data", (chunk) => (stderr += chunk));
  const ended: SdkProcess["ended"] = new Promise((resolve) => {
    child.on("close", (code, signal) => {
      running.delete(child);
      resolve({ code, signal, millis: performance.now() - began });
    });
  });
  return {
    child,
    stdout: () => stdout,
    stderr: () => stderr,
    lines: () => stdout.split("\n").flatMap((line) => (line.startsWith("{") ? [JSON.parse(line)] : [])),
    ready: () =>
      until(
        () => /^ready(.*)$/m.exec(stdout)?.[1]?.trim().split(" "),
        () => `a ready line; stdout: ${stdout}; stderr: ${stderr}`,
      ),
    ended,
  };
}

/** Kills every process that is still running and waits for its end. For `afterEach`. */
export async function killSdkProcesses(): Promise<void> {
  await Promise.all(
    [...running].map(
      (child) =>
        new Promise<void>((resolve) => {
          child.on("close", () => resolve());
          child.kill("SIGKILL");
        }),
    ),
  );
}
