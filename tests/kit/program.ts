import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";

/** The repository. */
export const ROOT = fileURLToPath(new URL("../..", import.meta.url));

const LINE_TIMEOUT_MS = 60_000;

export interface ProgramOptions {
  readonly cwd?: string;
  readonly env?: NodeJS.ProcessEnv;
  readonly detached?: boolean;
  /** A channel that closes when the tests die in any way: our services end then. */
  readonly channel?: boolean;
}

/** A program that a test has started: what it says, how it ends. */
export class Program {
  readonly child: ChildProcess;
  stdout = "";
  stderr = "";
  readonly #ended: Promise<{ code: number | null; signal: NodeJS.Signals | null }>;

  constructor(command: string, args: readonly string[], options: ProgramOptions = {}) {
    const { channel, ...rest } = options;
    this.child = spawn(command, args, { cwd: ROOT, stdio: ["ignore", "pipe", "pipe", ...(channel ? ["ipc" as const] : [])], ...rest });
    this.child.stdout?.on("data", (chunk: Buffer) => (this.stdout += chunk.toString()));
    this.child.stderr?.on("data", (chunk: Buffer) => (this.stderr += chunk.toString()));
    this.#ended = once(this.child, "close").then(([code, signal]) => ({ code, signal }));
  }

  /** Starts a file of the repository with the Node that runs the tests, with nothing of this process's OTel or Throughline settings. */
  static node(args: readonly string[], env: NodeJS.ProcessEnv = {}): Program {
    return new Program(process.execPath, ["--disable-warning=ExperimentalWarning", ...args], {
      env: { ...cleanEnvironment(), ...env },
      channel: true,
    });
  }

  get pid(): number {
    return this.child.pid as number;
  }

  /** The first line on stdout that matches. Throws with what the program said if it ends without one. */
  async line(pattern: RegExp): Promise<RegExpExecArray> {
    const deadline = Date.now() + LINE_TIMEOUT_MS;
    for (;;) {
      for (const line of this.stdout.split("\n").slice(0, -1)) {
        const match = pattern.exec(line);
        if (match) return match;
      }
      if (this.child.exitCode !== null || this.child.signalCode !== null || Date.now() > deadline)
        throw new Error(`no line ${pattern} from ${this.child.spawnargs.join(" ")}\n${this.stdout}\n${this.stderr}`);
      await sleep(10);
    }
  }

  /** How it ended: waits for it. */
  ended(): Promise<{ code: number | null; signal: NodeJS.Signals | null }> {
    return this.#ended;
  }

  async kill(signal: NodeJS.Signals): Promise<{ code: number | null; signal: NodeJS.Signals | null }> {
    this.child.kill(signal);
    return this.ended();
  }
}

/** This process's environment without what would steer the programs under test. */
export function cleanEnvironment(): NodeJS.ProcessEnv {
  return Object.fromEntries(
    Object.entries(process.env).filter(([name]) => !/^(OTEL_|THROUGHLINE_|CLICKHOUSE_|NODE_OPTIONS$|npm_|JEST_)/.test(name)),
  );
}

/** Whether a process lives; one that has ended and waits for its parent (a zombie) does not. */
export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return !readFileSync(`/proc/${pid}/stat`, "utf8").includes(") Z ");
  } catch {
    return false;
  }
}
