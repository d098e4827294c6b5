import { readFileSync, rmSync, writeFileSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";

/** A pid file's holder is still alive. */
export class InUseError extends Error {
  readonly pid: number;
  constructor(path: string, pid: number) {
    super(`"${path}" is held by the running process ${pid}`);
    this.pid = pid;
  }
}

interface Holder {
  readonly pid: number;
  /** Start time of the process in the kernel's ticks, so that a reused pid is not mistaken for it; empty where unknown. */
  readonly started: string;
}

/**
 * Makes `path` name this process, atomically. A file left behind by a dead process is taken over.
 * @throws InUseError when its holder is still alive after `waitMs`.
 */
export async function takePidFile(path: string, waitMs = 0): Promise<void> {
  await waitForPidFile(path, waitMs);
  try {
    writeFileSync(path, JSON.stringify({ pid: process.pid, started: startOf(process.pid) } satisfies Holder), { flag: "wx", mode: 0o600 });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error;
    await takePidFile(path, waitMs);
  }
}

/**
 * Resolves when nobody alive holds `path`; what a dead process left is removed.
 * @throws InUseError when its holder is still alive after `waitMs`.
 */
export async function waitForPidFile(path: string, waitMs: number): Promise<void> {
  const deadline = Date.now() + waitMs;
  for (;;) {
    const holder = readHolder(path);
    if (!holder) return;
    if (!isAlive(holder)) return rmSync(path, { force: true });
    if (Date.now() >= deadline) throw new InUseError(path, holder.pid);
    await sleep(50);
  }
}

/** Removes this process's own pid file; somebody else's stays. */
export function releasePidFile(path: string): void {
  if (readHolder(path)?.pid === process.pid) rmSync(path, { force: true });
}

function readHolder(path: string): Holder | undefined {
  try {
    return JSON.parse(readFileSync(path, "utf8")) as Holder;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return undefined;
    if (error instanceof SyntaxError) return { pid: 0, started: "" }; // cut off by a crash while it was written
    throw error;
  }
}

function isAlive({ pid, started }: Holder): boolean {
  if (pid <= 0) return false;
  try {
    process.kill(pid, 0);
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "EPERM";
  }
  return started === "" || started === startOf(pid);
}

/** Field 22 of /proc/PID/stat (proc(5)); empty on systems without it, and for zombies, which hold nothing any more. */
function startOf(pid: number): string {
  try {
    const fields = readFileSync(`/proc/${pid}/stat`, "utf8")
      .replace(/^.*\) /s, "")
      .split(" ");
    return fields[0] === "Z" ? "zombie" : (fields[19] ?? "");
  } catch {
    return "";
  }
}
