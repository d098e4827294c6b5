/** One child process of the fleet: started, awaited until it is ready, stopped by its own id and never outliving us. */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";

export interface ChildOptions {
  name: string;
  command: string;
  args: readonly string[];
  cwd: string;
  env: NodeJS.ProcessEnv;
  /** Gets every line of stdout and stderr. */
  onLine?: ((name: string, line: string) => void) | undefined;
}

export interface Child {
  readonly pid: number;
  /** The lines written so far that the start is judged by: the last few. */
  readonly tail: readonly string[];
  /** Resolves with the first line for which `find` gives something; rejects when the process ends first or takes too long. */
  waitFor<T>(find: (line: string) => T | undefined): Promise<T>;
  /** Resolves with how it ended, in words. Never rejects. */
  readonly exited: Promise<string>;
  /** SIGTERM, and SIGKILL if that is not enough. Safe to call twice. */
  stop(): Promise<void>;
}

const READY_WITHIN_MS = 60_000;
const STOP_WITHIN_MS = 8_000;
const TAIL_LINES = 20;

export function startChild({ name, command, args, cwd, env, onLine }: ChildOptions): Child {
  // stdin stays open as long as we live: its end tells the child that we are gone.
  const child = spawn(command, args, { cwd, env, stdio: ["pipe", "pipe", "pipe"] });
  const tail: string[] = [];
  const listeners = new Set<(line: string) => void>();
  for (const stream of [child.stdout, child.stderr]) {
    createInterface({ input: stream }).on("line", (line) => {
      if (tail.push(line) > TAIL_LINES) tail.shift();
      onLine?.(name, line);
      for (const listener of listeners) listener(line);
    });
  }
  child.stdin.on("error", () => undefined);
  child.once("exit", () => child.stdin.end("\n"));
  const exited = new Promise<string>((resolve) => {
    child.once("error", (error) => resolve(error.message));
    child.once("close", (code, signal) => resolve(`it ended with ${signal ?? `code ${code}`}`));
  });
  const gone = (): boolean => child.exitCode !== null || child.signalCode !== null || child.pid === undefined;

  const waitFor = <T>(find: (line: string) => T | undefined): Promise<T> =>
    new Promise((resolve, reject) => {
      const fail = (state: string): void => {
        settle();
        reject(new Error(`Cannot start "${name}": ${state}${tail.length > 0 ? `\n  ${tail.join("\n  ")}` : ""}`));
      };
      const late = setTimeout(() => fail(`not ready within ${READY_WITHIN_MS} ms`), READY_WITHIN_MS);
      const look = (line: string): void => {
        const found = find(line);
        if (found === undefined) return;
        settle();
        resolve(found);
      };
      const settle = (): void => {
        clearTimeout(late);
        listeners.delete(look);
      };
      listeners.add(look);
      for (const line of tail) look(line);
      void exited.then(fail);
    });

  const stop = async (): Promise<void> => {
    if (gone()) return;
    const kill = setTimeout(() => child.kill("SIGKILL"), STOP_WITHIN_MS);
    child.kill("SIGTERM");
    if (!gone()) await once(child, "exit");
    clearTimeout(kill);
  };
  return { pid: child.pid ?? -1, tail, waitFor, exited, stop };
}
