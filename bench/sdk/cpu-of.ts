import type { ChildProcess } from "node:child_process";
import { once } from "node:events";

/**
 * Microseconds of CPU that a process has used with all its threads, asked from itself: what /proc says, without its rounding to ten
 * milliseconds. The process answers the message "cpu" with `process.cpuUsage()`.
 */
export async function cpuOf(child: ChildProcess): Promise<number> {
  const answer = once(child, "message");
  child.send("cpu");
  const [{ user, system }] = (await answer) as [NodeJS.CpuUsage];
  return user + system;
}
