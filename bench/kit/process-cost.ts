import { readFileSync } from "node:fs";

/** Ticks of /proc/PID/stat in a second: the same on every Linux that Node runs on. */
const TICKS = 100;

/** What a process has cost so far, read from /proc. */
export class ProcessCost {
  readonly pid: number;

  constructor(pid: number) {
    this.pid = pid;
  }

  /** User and system time of all its threads, in seconds. */
  cpuSeconds(): number {
    const stat = readFileSync(`/proc/${this.pid}/stat`, "utf8");
    const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" "); // the name before it may hold spaces
    return (Number(fields[11]) + Number(fields[12])) / TICKS;
  }

  /** Largest resident size so far, in MiB. */
  peakMiB(): number {
    return this.#status("VmHWM");
  }

  /** Resident size now, in MiB. */
  residentMiB(): number {
    return this.#status("VmRSS");
  }

  #status(name: string): number {
    const [, kib = "0"] = new RegExp(`^${name}:\\s+(\\d+) kB`, "m").exec(readFileSync(`/proc/${this.pid}/status`, "utf8")) ?? [];
    return Number(kib) / 1024;
  }
}
