import { setTimeout as sleep } from "node:timers/promises";
import { CdpSession } from "./cdp-session.ts";
import { CLOSE_PARAMETERS, isGone } from "./close-inspector.ts";
import { startGuard } from "./guard.ts";
import { openInspector, type OpenInspector } from "./open-inspector.ts";
import { cannotAttach, findTarget, type Target } from "./target.ts";
import { takeTurn } from "./turn.ts";
import { WorkerSessions } from "./worker-sessions.ts";

/** Several at once would want the same port, or close the inspector while others need it. One that takes longer is a recording. */
const TURN_MS = 3_000;
const CONNECT_MS = 3_000;
const CLOSE_MS = 1_000;
/** How often something is sent while answers are awaited: see `chatter`. */
const CHATTER_MS = 4;

/** A connection to the inspector of a running process. */
export interface Attached {
  readonly target: Target;
  readonly inspector: OpenInspector;
  /** The main thread. */
  readonly main: CdpSession;
  readonly workers: WorkerSessions;
  /**
   * Ends the connection, and closes the inspector if we have opened it, even while the main thread is stuck. Safe to call twice.
   * @returns whether it is closed, or was open before us; false: the main thread is in native code, and closes it when it comes out
   */
  close(): Promise<boolean>;
}

/**
 * Attaches to a Node process.
 * @param options.guarded whether an inspector that is opened for it is to be closed even if this command is killed
 * @throws Cannot if that cannot be; the process is as it was then.
 */
export async function attach(pid: number, options: { readonly guarded: boolean }): Promise<Attached> {
  const target = findTarget(pid);
  const { port } = target.inspect;
  const endTurn = await takeTurn(port === 0 ? `inspector-of-${pid}` : `inspector-at-${port}`, TURN_MS);
  const inspector = await openInspector(target, options).catch((error: unknown) => {
    endTurn();
    throw error;
  });
  const socket = new WebSocket(inspector.webSocketUrl);
  const main = new CdpSession((text) => socket.send(text));
  socket.addEventListener("message", ({ data }) => main.receive(String(data)));
  const stopChatter = chatter(socket, main);
  const closed = new Promise<void>((resolve) => {
    socket.addEventListener("close", () => {
      stopChatter();
      main.end(cannotAttach(pid, "it has closed the connection: it has ended, or another closed its inspector"));
      resolve();
    });
  });
  let closing: Promise<boolean> | undefined;
  const attached: Attached = {
    target,
    inspector,
    main,
    workers: new WorkerSessions(main),
    close: () => (closing ??= close(attached, socket, closed).finally(endTurn)),
  };
  const opened = new Promise<boolean>((resolve) => {
    socket.addEventListener("open", () => resolve(true));
    socket.addEventListener("error", () => resolve(false));
  });
  if (!(await within(opened, CONNECT_MS))) {
    await attached.close();
    throw cannotAttach(pid, `its inspector at ${inspector.socket.host}:${inspector.socket.port} does not let us in`);
  }
  return attached;
}

async function close({ target, inspector, main }: Attached, socket: WebSocket, closed: Promise<void>): Promise<boolean> {
  if (!inspector.isOurs) {
    socket.close();
    await within(closed, CLOSE_MS);
    return true;
  }
  void main.send("Runtime.evaluate", CLOSE_PARAMETERS);
  await within(closed, CLOSE_MS);
  socket.close();
  const isClosed = await isGone(target.pid, inspector.socket.inode, CLOSE_MS);
  inspector.guard?.dismiss();
  // The command waits for the main thread, but only as long as somebody is connected.
  if (!isClosed) startGuard(target.pid, inspector.before, "now");
  return isClosed;
}

/**
 * Node's inspector holds a small answer back until the one before is acknowledged, and a kernel acknowledges at once only together with
 * something that it sends, otherwise after 40 ms. So something is sent while answers are awaited: a command that no inspector knows.
 */
function chatter(socket: WebSocket, main: CdpSession): () => void {
  const timer = setInterval(() => {
    if (main.waiting > 0 && socket.readyState === socket.OPEN) socket.send('{"id":0,"method":"Throughline.nothing"}');
  }, CHATTER_MS);
  return () => clearInterval(timer);
}

/** What the promise brings, or undefined after `millis`. */
export async function within<T>(promise: Promise<T>, millis: number): Promise<T | undefined> {
  const timer = new AbortController();
  try {
    return await Promise.race([promise, sleep(millis, undefined, { signal: timer.signal })]);
  } finally {
    timer.abort();
  }
}
