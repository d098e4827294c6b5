import type { ClickHouse } from "@throughline/clickhouse";
import type { Engine } from "../kit/engine.ts";
import { Filler } from "../kit/fill.ts";
import { copyLogs, copySpans, EXPORTER_LOGS, EXPORTER_TRACES } from "../storage/exporter-schema.ts";
import { mergeAll } from "../storage/sizes.ts";
import { Actions, type Stretch } from "../workload/actions.ts";

/** What one INSERT SELECT copies: it takes less memory and time than the engine and its client allow. */
const SPANS_PER_COPY = 250_000;

/** Our schema and the exporter's, on one engine, with the same spans and log records. */
export class Stores {
  readonly engine: Engine;
  readonly ours: ClickHouse;
  readonly theirs: ClickHouse;
  spans = 0;
  logs = 0;
  readonly #actions = new Actions();

  private constructor(engine: Engine, ours: ClickHouse, theirs: ClickHouse) {
    this.engine = engine;
    this.ours = ours;
    this.theirs = theirs;
  }

  static async create(engine: Engine): Promise<Stores> {
    const ours = await engine.ourDatabase("ours");
    await engine.client().command("CREATE DATABASE exporter");
    const theirs = engine.client("exporter");
    for (const statement of [...EXPORTER_TRACES, EXPORTER_LOGS]) await theirs.command(statement);
    return new Stores(engine, ours, theirs);
  }

  /** Adds what happened in a stretch of time to both, and merges them to one part a day. `say`: what has been done. */
  async fill(stretch: Stretch, say: (done: string) => void): Promise<void> {
    const fillers = { traces: new Filler(this.ours, "traces"), logs: new Filler(this.ours, "logs") };
    let tenths = 1;
    for (const { signal, request } of this.#actions.requests(stretch)) {
      await fillers[signal].add(request);
      if (fillers.traces.stored * 10 < stretch.spans * tenths) continue;
      say(`${fillers.traces.stored} spans, ${fillers.logs.stored} log records stored`);
      tenths = Math.floor((fillers.traces.stored * 10) / stretch.spans) + 1;
    }
    for (const filler of Object.values(fillers)) await filler.flush();
    await this.#copy(stretch, fillers.traces.stored);
    say("copied into the exporter's schema");
    for (const database of [this.ours, this.theirs]) await mergeAll(database);
    await this.engine.settled();
    say("merged");
    this.spans += fillers.traces.stored;
    this.logs += fillers.logs.stored;
  }

  async #copy({ from, to }: Stretch, spans: number): Promise<void> {
    const slices = Math.ceil(spans / SPANS_PER_COPY);
    const bound = (index: number) => `fromUnixTimestamp64Nano(${from + ((to - from) * BigInt(index)) / BigInt(slices)}, 'UTC')`;
    for (let slice = 0; slice < slices; slice++) {
      const condition = `time >= ${bound(slice)} AND time < ${bound(slice + 1)}`;
      await this.theirs.command(copySpans("ours", condition));
      await this.theirs.command(copyLogs("ours", condition));
    }
  }
}
