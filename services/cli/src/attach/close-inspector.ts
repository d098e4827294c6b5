import { setTimeout as sleep } from "node:timers/promises";
import { listeningSockets } from "./listening-sockets.ts";

const CLOSE = "(globalThis.process?.getBuiltinModule ?? require)('inspector').close()";

/** The command, as parameters of `Runtime.evaluate`, by which a process closes its inspector; it also works while the process is stuck. */
export const CLOSE_PARAMETERS = { expression: CLOSE, includeCommandLineAPI: true, silent: true } as const;

/** Whether a socket that listened is gone after at most `millis`. */
export async function isGone(pid: number, inode: string, millis: number): Promise<boolean> {
  const deadline = performance.now() + millis;
  while (listeningSockets(pid).some((socket) => socket.inode === inode)) {
    if (performance.now() > deadline) return false;
    await sleep(2);
  }
  return true;
}
