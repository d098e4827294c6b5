import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import type { BlockRecord, Counts } from "./sink.ts";

const SINK = fileURLToPath(new URL("sink.ts", import.meta.url));
const POLL_MS = 50;

/** The sink that contestants deliver to, in a process of its own. */
export class SinkProcess {
  readonly port: number;
  readonly #child: ChildProcess;

  private constructor(child: ChildProcess, port: number) {
    this.#child = child;
    this.port = port;
  }

  static async start(): Promise<SinkProcess> {
    const child = fork(SINK);
    const [port] = await once(child, "message");
    return new SinkProcess(child, port as number);
  }

  counts(): Promise<Counts> {
    return this.#ask("counts") as Promise<Counts>;
  }

  /** The reports of blocked event loops so far. */
  blocks(): Promise<BlockRecord[]> {
    return this.#ask("blocks") as Promise<BlockRecord[]>;
  }

  /** Waits until what has arrived is enough, or `millis` have passed. Resolves with what has arrived then. */
  async settled(enough: (counts: Counts) => boolean, millis: number): Promise<Counts> {
    const deadline = Date.now() + millis;
    for (;;) {
      const counts = await this.counts();
      if (enough(counts) || Date.now() > deadline) return counts;
      await sleep(POLL_MS);
    }
  }

  async #ask(what: string): Promise<unknown> {
    const answer = once(this.#child, "message");
    this.#child.send(what);
    return (await answer)[0];
  }

  async stop(): Promise<void> {
    const exited = once(this.#child, "exit");
    this.#child.disconnect();
    await exited;
  }
}
