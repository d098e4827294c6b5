import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import type { Counts } from "./sink.ts";

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

  async counts(): Promise<Counts> {
    const answer = once(this.#child, "message");
    this.#child.send("counts");
    return (await answer)[0] as Counts;
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

  async stop(): Promise<void> {
    const exited = once(this.#child, "exit");
    this.#child.disconnect();
    await exited;
  }
}
