import { ClickHouse, type ClickHouseOptions, type DiskBudget, forecastOf, serversOf, sumOfUsage } from "@throughline/clickhouse";
import type { Retention } from "@throughline/model";
import { DiskKeeper, type DiskState } from "./disk-keeper.ts";

export interface DiskKeepersOptions {
  readonly clickhouse: ClickHouseOptions;
  readonly budget: DiskBudget;
  readonly retention: Retention;
  readonly say: (text: string) => void;
  readonly onEvicted: (bytes: number) => void;
}

/** Keeps every server within the disk budget, each by its own volumes: one server on one machine. */
export class DiskKeepers {
  readonly #servers: readonly { readonly clickhouse: ClickHouse; readonly keeper: DiskKeeper }[];

  readonly #retention: Retention;

  constructor({ clickhouse, say, retention, ...options }: DiskKeepersOptions) {
    this.#retention = retention;
    const servers = serversOf(clickhouse);
    this.#servers = servers.map((server) => {
      const own = new ClickHouse(server);
      const sayOf = servers.length === 1 ? say : (text: string) => say(`${server.url}: ${text}`);
      return { clickhouse: own, keeper: new DiskKeeper({ ...options, clickhouse: own, say: sayOf }) };
    });
  }

  /** The schema must be there. */
  start(): void {
    for (const { keeper } of this.#servers) keeper.start();
  }

  async stop(): Promise<void> {
    await Promise.all(this.#servers.map(({ keeper }) => keeper.stop()));
    await Promise.all(this.#servers.map(({ clickhouse }) => clickhouse.close()));
  }

  /** Of all servers together, as of the last look at each; undefined: none succeeded. */
  get state(): DiskState | undefined {
    const states = this.#servers.flatMap(({ keeper }) => keeper.state ?? []);
    if (states.length === 0) return undefined;
    return { usage: sumOfUsage(states.map(({ usage }) => usage)), limit: states.reduce((sum, { limit }) => sum + limit, 0) };
  }

  /** Days until the limit is reached, as things go; undefined: it is not, or too little is stored to tell. */
  get fullInDays(): number | undefined {
    const { state } = this;
    return state && forecastOf(state.usage, state.limit, this.#retention, Date.now()).fullInDays;
  }

  /** What an operator must do something about. */
  get problem(): string | undefined {
    return this.#servers.map(({ keeper }) => keeper.problem).find((problem) => problem !== undefined);
  }
}
