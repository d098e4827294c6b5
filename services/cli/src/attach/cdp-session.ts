import type { Debugger, NodeWorker, Profiler } from "node:inspector";

/** A profile as V8 gives it: a tree of calls, and which node of it ran at each sample. */
export type CdpProfile = Profiler.Profile;

/** The events that we listen to, and what they tell. */
export interface CdpEvents {
  "Debugger.paused": Debugger.PausedEventDataType;
  "Debugger.scriptParsed": Debugger.ScriptParsedEventDataType;
  "Profiler.consoleProfileFinished": Profiler.ConsoleProfileFinishedEventDataType;
  "NodeWorker.attachedToWorker": NodeWorker.AttachedToWorkerEventDataType;
  "NodeWorker.detachedFromWorker": NodeWorker.DetachedFromWorkerEventDataType;
  "NodeWorker.receivedMessageFromWorker": NodeWorker.ReceivedMessageFromWorkerEventDataType;
}

/** An error that the other side answered. */
export class CdpError extends Error {
  override readonly name = "CdpError";
}

interface Pending {
  readonly resolve: (result: unknown) => void;
  readonly reject: (error: Error) => void;
}

type Listener = (params: unknown) => void;

/**
 * Commands and events of the Chrome DevTools Protocol, over whatever carries its texts. Commands are sent at once, without waiting for the
 * answers of those before: each round trip would cost.
 */
export class CdpSession {
  readonly #write: (text: string) => void;
  readonly #pending = new Map<number, Pending>();
  readonly #listeners = new Map<string, Set<Listener>>();
  #lastId = 0;
  #ended: Error | undefined;

  constructor(write: (text: string) => void) {
    this.#write = write;
  }

  /** Commands that have no answer yet. */
  get waiting(): number {
    return this.#pending.size;
  }

  get isEnded(): boolean {
    return this.#ended !== undefined;
  }

  /** Rejects with CdpError if the other side refuses, and with the reason given to `end` if the connection ends first. */
  send<Result = unknown>(method: string, params: object = {}): Promise<Result> {
    if (this.#ended) return Promise.reject(this.#ended);
    const id = ++this.#lastId;
    const answer = new Promise<unknown>((resolve, reject) => this.#pending.set(id, { resolve, reject }));
    // Whoever does not wait for the answer does not want to hear of it either.
    answer.catch(() => {});
    this.#write(JSON.stringify({ id, method, params }));
    return answer as Promise<Result>;
  }

  /** @returns a function that ends the listening */
  on<Event extends keyof CdpEvents>(method: Event, listener: (params: CdpEvents[Event]) => void): () => void {
    const listeners = this.#listeners.get(method) ?? new Set<Listener>();
    this.#listeners.set(method, listeners.add(listener as Listener));
    return () => void listeners.delete(listener as Listener);
  }

  /** Takes a text of the other side. */
  receive(text: string): void {
    const { id, method, params, result, error } = JSON.parse(text) as {
      id?: number;
      method?: string;
      params?: unknown;
      result?: unknown;
      error?: { message: string };
    };
    if (method !== undefined) {
      for (const listener of this.#listeners.get(method) ?? []) listener(params);
      return;
    }
    const pending = this.#pending.get(id ?? 0);
    this.#pending.delete(id ?? 0);
    if (error) pending?.reject(new CdpError(error.message));
    else pending?.resolve(result);
  }

  /** Rejects what waits, and all that is sent from now on. */
  end(reason: Error): void {
    this.#ended ??= reason;
    for (const { reject } of this.#pending.values()) reject(this.#ended);
    this.#pending.clear();
  }
}
