import type { ClickHouseClient } from "@clickhouse/client";
import { isUnreachable } from "../unreachable.ts";

/** How often it is looked whether the server in use answers, and how long it may take to. */
const LOOKS = { everyMs: 2_000, patienceMs: 5_000 };

export interface Server {
  readonly url: string;
  readonly client: ClickHouseClient;
}

/** The servers of a cluster, of which one is in use: the next one's turn comes when it cannot be reached, or takes connections and is silent. */
export class Servers {
  readonly #servers: readonly Server[];
  readonly #patienceMs: number;
  readonly #timer: NodeJS.Timeout | undefined;
  #at: number;
  /** What is asked of the server in use is given up when it hangs. */
  #hangs = new AbortController();

  constructor(servers: readonly Server[], { everyMs, patienceMs } = LOOKS) {
    this.#servers = servers;
    this.#patienceMs = patienceMs;
    this.#at = Math.floor(Math.random() * servers.length); // several processes share the servers
    if (servers.length > 1) this.#timer = setInterval(() => void this.#look(), everyMs).unref();
  }

  /** Does `work` with the server in use; with each of the others where it cannot be reached. `work` may be done twice, and ends with its signal. */
  async run<Result>(work: (client: ClickHouseClient, signal?: AbortSignal) => Promise<Result>, signal?: AbortSignal): Promise<Result> {
    if (this.#servers.length === 1) return work(this.#current.client, signal);
    for (let left = this.#servers.length - 1; ; left--) {
      const at = this.#at;
      const hangs = this.#hangs.signal;
      try {
        return await untilEither(signal, hangs, (either) => work(this.#current.client, either));
      } catch (error) {
        const failure =
          hangs.aborted && !signal?.aborted ? new Error("Timeout error: the server does not answer", { cause: error }) : error;
        const isAway = isUnreachable(failure);
        if (isAway) this.#leave(at);
        if (!isAway || signal?.aborted || left === 0) throw failure;
      }
    }
  }

  async close(): Promise<void> {
    clearInterval(this.#timer);
    await Promise.all(this.#servers.map(({ client }) => client.close()));
  }

  get #current(): Server {
    return this.#servers[this.#at] as Server;
  }

  #leave(at: number): void {
    if (this.#at === at) this.#at = (at + 1) % this.#servers.length;
  }

  /** Over a connection of its own: those of the client may all be busy. */
  async #look(): Promise<void> {
    const at = this.#at;
    const hangs = this.#hangs;
    try {
      const answer = await fetch(`${this.#current.url.replace(/\/$/, "")}/ping`, { signal: AbortSignal.timeout(this.#patienceMs) });
      await answer.arrayBuffer();
    } catch {
      if (this.#at !== at) return;
      this.#leave(at);
      this.#hangs = new AbortController();
      hangs.abort();
    }
  }
}

/** Does `work` with a signal that follows both, and lets go of them: one of them lives long. */
async function untilEither<Result>(
  one: AbortSignal | undefined,
  other: AbortSignal,
  work: (signal: AbortSignal) => Promise<Result>,
): Promise<Result> {
  const end = new AbortController();
  const abort = (): void => end.abort();
  const signals = one ? [one, other] : [other];
  for (const signal of signals) {
    if (signal.aborted) abort();
    signal.addEventListener("abort", abort);
  }
  try {
    return await work(end.signal);
  } finally {
    for (const signal of signals) signal.removeEventListener("abort", abort);
  }
}
