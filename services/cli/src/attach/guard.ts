import { spawn } from "node:child_process";
import { fileURLToPath } from "node:url";

/** A process that closes the inspector that we have opened in another, if we do not live to do it. */
export interface Guard {
  /** It is closed, or need not be. */
  dismiss(): void;
}

/**
 * Starts a guard for a process.
 * @param known inodes of the sockets that listened before: none of them is our inspector
 * @param now whether it is to act at once instead of when this process ends: the inspector may open only later
 */
export function startGuard(pid: number, known: ReadonlySet<string>, now: boolean): Guard {
  const path = fileURLToPath(new URL("guard-process.ts", import.meta.url));
  const child = spawn(process.execPath, ["--disable-warning=ExperimentalWarning", path, String(pid), [...known].join(",")], {
    detached: true,
    stdio: [now ? "ignore" : "pipe", "ignore", "ignore"],
    env: {},
  });
  child.on("error", () => {}); // Then there is none.
  child.unref();
  const { stdin } = child;
  // Neither does an end of it end us.
  stdin?.on("error", () => {});
  (stdin as unknown as { unref?(): void } | null)?.unref?.();
  return { dismiss: () => void stdin?.end("done") };
}
