import { readFileSync, readlinkSync } from "node:fs";
import { constants } from "node:os";
import { basename } from "node:path";
import { Cannot } from "../cannot.ts";
import { inspectAddress, type InspectAddress } from "./inspect-address.ts";
import { type ProcessStatus, processStatus, threadNames } from "./process-status.ts";

/** A Node process that can be attached to. */
export interface Target {
  readonly pid: number;
  readonly executable: string;
  readonly command: readonly string[];
  /** Where it opens its inspector, or has opened it. */
  readonly inspect: InspectAddress;
  /** Whether coverage is measured in it, by `NODE_V8_COVERAGE`. */
  readonly measuresCoverage: boolean;
  /** Whether SIGUSR1 has a handler: without one the signal would end the process. */
  readonly catchesSignal: boolean;
  /** Whether its threads say that it has an inspector open; undefined: this Node does not name its threads. */
  readonly isInspected: boolean | undefined;
}

const NODE_NAME = /^node(?:js)?(?:[-_.]?\d[\w.-]*)?(?: \(deleted\))?$/;
/** How Node ≥ 23 calls the thread that opens the inspector on SIGUSR1, and the one that serves it. */
const SIGNAL_THREAD = "SignalInspector";
const INSPECTOR_THREAD = "InspectorIo";

/**
 * Looks at a process without touching it.
 * @throws Cannot if it cannot be attached to, saying why.
 */
export function findTarget(pid: number): Target {
  const cannot = (why: string): Cannot => cannotAttach(pid, why);
  if (process.platform !== "linux") throw cannot(`it needs Linux's /proc, and this is ${process.platform}`);
  if (pid === process.pid) throw cannot("that is this command itself");
  const status = processStatus(pid);
  if (status === undefined) throw cannot("there is no such process");
  checkState(pid, status);
  const executable = readExecutable(pid, status);
  const threads = threadNames(pid);
  if (!NODE_NAME.test(basename(executable)) && !threads.includes(SIGNAL_THREAD)) throw cannot(`it is not a Node process but ${executable}`);
  const command = words(`/proc/${pid}/cmdline`);
  const environment = words(`/proc/${pid}/environ`);
  const options = [...command.slice(1), ...nodeOptions(environment)];
  const bit = BigInt(constants.signals.SIGUSR1 - 1);
  if (!sharesNetwork(pid)) throw cannot("it is in another network namespace (a container): run this command in there");
  return {
    pid,
    executable: executable.replace(/ \(deleted\)$/, ""),
    command,
    inspect: inspectAddress(options),
    measuresCoverage: environment.some((line) => line.startsWith("NODE_V8_COVERAGE=")),
    catchesSignal: ((status.caughtSignals >> bit) & 1n) === 1n && !options.includes("--disable-sigusr1"),
    isInspected: threads.includes(SIGNAL_THREAD) || threads.includes(INSPECTOR_THREAD) ? threads.includes(INSPECTOR_THREAD) : undefined,
  };
}

export function cannotAttach(pid: number, why: string): Cannot {
  return new Cannot(`Cannot attach to process ${pid}: ${why}`);
}

function checkState(pid: number, { state, processId }: ProcessStatus): void {
  if (processId !== pid) throw cannotAttach(pid, `that is a thread of process ${processId}`);
  if (state === "Z" || state === "X") throw cannotAttach(pid, "it has ended, and only its parent has not taken notice");
  if (state === "T") throw cannotAttach(pid, `it is stopped: continue it with kill -CONT ${pid}`);
  if (state === "t") throw cannotAttach(pid, "it is held by a debugger");
}

function readExecutable(pid: number, { name, userId }: ProcessStatus): string {
  try {
    return readlinkSync(`/proc/${pid}/exe`);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === "EACCES" || code === "EPERM")
      throw cannotAttach(pid, `permission denied, it belongs to user ${userId}: run this command as that user or as root`);
    throw cannotAttach(pid, code === "ENOENT" ? `it is not a Node process but ${name}` : "it has just ended");
  }
}

/** The words of a file that separates them by NUL. */
function words(path: string): string[] {
  try {
    return readFileSync(path, "utf8").split("\0").slice(0, -1);
  } catch {
    return [];
  }
}

function nodeOptions(environment: readonly string[]): string[] {
  const variable = environment.find((line) => line.startsWith("NODE_OPTIONS="));
  return variable?.slice("NODE_OPTIONS=".length).split(/\s+/) ?? [];
}

function sharesNetwork(pid: number): boolean {
  try {
    return readlinkSync(`/proc/${pid}/ns/net`) === readlinkSync("/proc/self/ns/net");
  } catch {
    return true;
  }
}
