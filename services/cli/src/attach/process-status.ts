import { readdirSync, readFileSync } from "node:fs";

/** What `/proc/PID/status` says of a process. */
export interface ProcessStatus {
  readonly name: string;
  /** A letter: R running, S and D sleeping, T stopped, t traced, Z ended and not yet waited for. */
  readonly state: string;
  /** Of the process that the ID belongs to: another one if the ID is that of a thread. */
  readonly processId: number;
  readonly userId: number;
  /** Bit N − 1 is set if signal N has a handler. */
  readonly caughtSignals: bigint;
}

/** @returns undefined if there is no such process. */
export function processStatus(pid: number): ProcessStatus | undefined {
  let text: string;
  try {
    text = readFileSync(`/proc/${pid}/status`, "utf8");
  } catch {
    return undefined;
  }
  const field = (name: string): string => new RegExp(`^${name}:\\s*(.*)$`, "m").exec(text)?.[1] ?? "";
  return {
    name: field("Name"),
    state: field("State").slice(0, 1),
    processId: Number(field("Tgid")),
    userId: Number(field("Uid").split(/\s+/, 1)[0]),
    caughtSignals: BigInt(`0x${field("SigCgt") || "0"}`),
  };
}

/** Names of the process's threads. */
export function threadNames(pid: number): string[] {
  try {
    return readdirSync(`/proc/${pid}/task`).map((task) => readFileSync(`/proc/${pid}/task/${task}/comm`, "utf8").trim());
  } catch {
    return [];
  }
}
