import { spawn } from "node:child_process";
import { fileURLToPath } from "node:url";

/** A process that closes the inspector that we have opened in another, if we do not live to do it. */
export interface Guard {
  /** It is closed, or need not be. */
  dismiss(): void;
}

/** How a guard knows our inspector. */
export interface GuardedSocket {
  /** Inodes of the sockets that listened before: none of them is it. */
  readonly before: ReadonlySet<string>;
  /** Inode of the socket. Not given: it is not open yet; the guard waits for it at once, instead of acting when this process ends. */
  readonly inode?: string;
}

/** Starts a guard for a process. */
export function startGuard(pid: number, { before, inode }: GuardedSocket): Guard {
  const path = fileURLToPath(new URL("guard-process.ts", import.meta.url));
  const child = spawn(process.execPath, ["--disable-warning=ExperimentalWarning", path, String(pid), [...before].join(","), inode ?? ""], {
    detached: true,
    stdio: [inode === undefined ? "ignore" : "pipe", "ignore", "ignore"],
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
