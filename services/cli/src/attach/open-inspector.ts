import { setTimeout as sleep } from "node:timers/promises";
import { type Guard, startGuard } from "./guard.ts";
import { webSocketUrlAt } from "./inspector-list.ts";
import { holderOf, type ListeningSocket, listeningSockets, socketInodes } from "./listening-sockets.ts";
import { processStatus } from "./process-status.ts";
import { cannotAttach, findTarget, type Target } from "./target.ts";

/** An inspector that is open. */
export interface OpenInspector {
  readonly socket: ListeningSocket;
  readonly webSocketUrl: string;
  /** Whether we have opened it: then it is ours to close. */
  readonly isOurs: boolean;
  /** Inodes of all sockets that listened before. */
  readonly before: ReadonlySet<string>;
  /** Sees to it that it is closed, if that was asked for and it is ours. */
  readonly guard: Guard | undefined;
}

type Found = Pick<OpenInspector, "socket" | "webSocketUrl">;

/** How long a process may take to open its inspector. */
const OPEN_MS = 3_000;
const BUSY_OPEN_MS = 10_000;
/** How long another may hold the port: another `throughline` is soon done. */
const CLASH_MS = 2_000;

/**
 * Finds the inspector of a process, or has it opened by SIGUSR1.
 * @param options.guarded whether it is to be closed even if this command is killed
 * @throws Cannot if that cannot be; the process is as it was then.
 */
export async function openInspector(target: Target, { guarded }: { readonly guarded: boolean }): Promise<OpenInspector> {
  const { pid } = target;
  const open = await openAlready(target);
  if (open !== undefined) return { ...open, isOurs: false, before: new Set(), guard: undefined };
  if (!target.catchesSignal)
    throw cannotAttach(pid, "its Node does not take SIGUSR1: it was started with --disable-sigusr1, or is only just starting");
  await waitForPort(target);
  const before = new Set(listeningSockets(pid).map(({ inode }) => inode));
  const guard = guarded ? startGuard(pid, before, "at our end") : undefined;
  signal(target);
  // Takes a while to load; the process opens its inspector meanwhile.
  void globalThis.WebSocket;
  const began = performance.now();
  const mayCome = (): boolean => {
    const millis = performance.now() - began;
    // One that is running may not get the processor, on a machine with much to do.
    return millis < OPEN_MS || (millis < BUSY_OPEN_MS && processStatus(pid)?.state === "R");
  };
  for (let pause = 1; mayCome(); pause = Math.min(pause + 1, 20)) {
    const fresh = listeningSockets(pid).filter(({ inode }) => !before.has(inode));
    const own = fresh.length > 0 ? ownedBy(pid, fresh) : [];
    for (const socket of own) {
      const webSocketUrl = await webSocketUrlAt(socket.host, socket.port);
      if (webSocketUrl !== undefined) return { socket, webSocketUrl, isOurs: true, before, guard };
    }
    if (processStatus(pid) === undefined) throw cannotAttach(pid, "it has just ended");
    await sleep(pause);
  }
  guard?.dismiss();
  const odd = await inspectorAmong(ownedBy(pid, listeningSockets(pid)));
  if (odd !== undefined) return { ...odd, isOurs: false, before, guard: undefined };
  const holder = portHolder(target);
  if (holder !== undefined) throw cannotAttach(pid, clash(target, holder));
  // What opens the inspector is the main thread, when it comes out of native code.
  startGuard(pid, before, "now");
  throw cannotAttach(
    pid,
    "it did not open its inspector on SIGUSR1: its main thread is in native code, such as a synchronous system call or crypto, or it handles that signal itself; should it open later, it is closed again at once",
  );
}

/** By its threads' names where it has them, else by what listens on the port that its inspector would have. */
async function openAlready(target: Target): Promise<Found | undefined> {
  if (target.isInspected === false) return undefined;
  const all = listeningSockets(target.pid);
  const likely = all.filter(({ port }) => port === target.inspect.port);
  const candidates = target.isInspected === true ? [...likely, ...all.filter((socket) => !likely.includes(socket))] : likely;
  return candidates.length > 0 ? inspectorAmong(ownedBy(target.pid, candidates)) : undefined;
}

async function inspectorAmong(sockets: readonly ListeningSocket[]): Promise<Found | undefined> {
  for (const socket of sockets) {
    const webSocketUrl = await webSocketUrlAt(socket.host, socket.port);
    if (webSocketUrl !== undefined) return { socket, webSocketUrl };
  }
  return undefined;
}

function ownedBy(pid: number, sockets: readonly ListeningSocket[]): ListeningSocket[] {
  try {
    const inodes = socketInodes(pid);
    return sockets.filter(({ inode }) => inodes.has(inode));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return [];
    throw cannotAttach(pid, "permission denied: run this command as the user of that process or as root");
  }
}

/** Where it could not listen Node would only complain on the process's stderr. */
async function waitForPort(target: Target): Promise<void> {
  const deadline = performance.now() + CLASH_MS;
  for (;;) {
    const holder = portHolder(target);
    if (holder === undefined) return;
    if (performance.now() > deadline) throw cannotAttach(target.pid, clash(target, holder));
    await sleep(20);
  }
}

/** What listens on the port where the process would open its inspector. */
function portHolder({ pid, inspect }: Target): ListeningSocket | undefined {
  return inspect.port === 0 ? undefined : listeningSockets(pid).find(({ port }) => port === inspect.port);
}

function clash({ inspect }: Target, { inode }: ListeningSocket): string {
  const holder = holderOf(inode);
  const who = holder === undefined ? "another process" : `process ${holder}`;
  return `port ${inspect.port}, where its Node opens the inspector, is taken by ${who}; Node takes a free one if started with --inspect-port=0`;
}

/** Looked at once more right before: the signal would end a process that does not expect it. */
function signal({ pid, executable }: Target): void {
  const now = findTarget(pid);
  if (now.executable !== executable || !now.catchesSignal) throw cannotAttach(pid, "it has just changed");
  try {
    process.kill(pid, "SIGUSR1");
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    throw cannotAttach(pid, code === "ESRCH" ? "it has just ended" : "permission denied: run this command as the user of that process");
  }
}
