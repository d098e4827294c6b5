import type { NodeWorker } from "node:inspector";
import { CdpSession } from "./cdp-session.ts";

/** A worker thread. */
export interface WorkerSession {
  /** Node's `threadId`. */
  readonly threadId: number;
  /** As it was named where it was started, else the file that it runs. */
  readonly name: string;
  readonly session: CdpSession;
}

/** The worker threads of a process, each with a session that goes through the main thread's. */
export class WorkerSessions {
  readonly #main: CdpSession;
  readonly #sessions = new Map<string, WorkerSession>();
  #found: (worker: WorkerSession) => void = () => {};

  constructor(main: CdpSession) {
    this.#main = main;
  }

  /** Calls `found` with every worker thread that there is, before the promise resolves, and with each that is started later. */
  async start(found: (worker: WorkerSession) => void): Promise<void> {
    this.#found = found;
    this.#main.on("NodeWorker.attachedToWorker", (event) => this.#attached(event));
    this.#main.on("NodeWorker.detachedFromWorker", ({ sessionId }) => this.#detached(sessionId));
    this.#main.on("NodeWorker.receivedMessageFromWorker", ({ sessionId, message }) =>
      this.#sessions.get(sessionId)?.session.receive(message),
    );
    await this.#main.send("NodeWorker.enable", { waitForDebuggerOnStart: false });
  }

  #attached({ sessionId, workerInfo }: NodeWorker.AttachedToWorkerEventDataType): void {
    const session = new CdpSession((message) => void this.#main.send("NodeWorker.sendMessageToWorker", { sessionId, message }));
    const [, threadId = workerInfo.workerId, title = workerInfo.title] = /^\[worker (\d+)\] ?(.*)$/.exec(workerInfo.title) ?? [];
    const worker = { threadId: Number(threadId), name: title || workerInfo.url, session };
    this.#sessions.set(sessionId, worker);
    this.#found(worker);
  }

  #detached(sessionId: string): void {
    this.#sessions.get(sessionId)?.session.end(new Error("the worker thread has ended"));
    this.#sessions.delete(sessionId);
  }
}
