import { ClickHouse } from "@throughline/clickhouse";
import { createQueryApi, type QueryApi } from "@throughline/query-api";
import type { Engine } from "../kit/engine.ts";
import { RETENTION } from "../kit/retention.ts";
import type { Asked } from "./asked.ts";
import { QUESTIONS, type Question } from "./questions.ts";
import { type Read, readBy, WAIT_END_OF_QUERY } from "./read-meter.ts";
import type { Stores } from "./stores.ts";

/** What the answers to one question cost, round by round. */
export interface Side {
  /** How many IDs or texts they held. */
  readonly found: number[];
  readonly millis: number[];
  /** CPU of the engine and of this process, in milliseconds. */
  readonly cpu: number[];
  /** Of the first rounds. */
  readonly read: Read[];
}

export interface Measured {
  readonly question: Question;
  readonly ours: Side;
  readonly theirs: Side;
}

/** Rounds before those that count. */
const WARM_UP = 2;
/** Rounds in which it is asked once more, to hear what was read: that does not depend on how busy the machine is. */
const COUNTED = 5;

/** Asks both schemas every question, in turns, each round for something else. @throws Error where they do not agree. */
export async function measure(stores: Stores, asked: readonly Asked[], say: (done: string) => void): Promise<Measured[]> {
  const side = (): Side => ({ found: [], millis: [], cpu: [], read: [] });
  const results = QUESTIONS.map((question) => ({ question, ours: side(), theirs: side() }));
  const timed = await Asking.start(stores.engine, "");
  const counted = await Asking.start(stores.engine, WAIT_END_OF_QUERY);
  try {
    for (let round = -WARM_UP; round < asked.length; round++) {
      const values = asked.at(round % asked.length) as Asked;
      for (const { question, ours, theirs } of results) {
        const mine = await timed.cost(() => timed.askOurs(question, values));
        const other = await timed.cost(() => timed.askTheirs(question, values));
        agree(question, values, mine.found, other.found);
        if (round < 0) continue;
        add(ours, mine);
        add(theirs, other);
        if (round >= COUNTED) continue;
        ours.read.push(await readBy(() => counted.askOurs(question, values)));
        theirs.read.push(await readBy(() => counted.askTheirs(question, values)));
      }
      if (round >= 0) say(`round ${round + 1} of ${asked.length}`);
    }
  } finally {
    await timed.stop();
    await counted.stop();
  }
  return results;
}

interface Cost {
  readonly found: readonly string[];
  readonly millis: number;
  readonly cpu: number;
}

function add(side: Side, { found, millis, cpu }: Cost): void {
  side.found.push(found.length);
  side.millis.push(millis);
  side.cpu.push(cpu);
}

/** Our query API and a client of the exporter's schema. */
class Asking {
  readonly #engine: Engine;
  readonly #api: QueryApi;
  readonly #theirs: ClickHouse;

  private constructor(engine: Engine, api: QueryApi, theirs: ClickHouse) {
    this.#engine = engine;
    this.#api = api;
    this.#theirs = theirs;
  }

  /** `settings`: of all statements, as the client takes them in a URL. */
  static async start(engine: Engine, settings: string): Promise<Asking> {
    const options = (database: string) => ({ ...engine.options(database), url: `${engine.options(database).url}?${settings}` });
    const api = createQueryApi({ host: "127.0.0.1", port: 0, clickhouse: options("ours"), retention: RETENTION, tokens: [] });
    await api.start();
    return new Asking(engine, api, new ClickHouse(options("exporter")));
  }

  async askOurs({ path, found }: Question, asked: Asked): Promise<readonly string[]> {
    const response = await fetch(this.#api.url + path(asked));
    if (!response.ok) throw new Error(`Cannot use the answer to ${path(asked)}: ${response.status} ${await response.text()}`);
    return found(await response.json());
  }

  async askTheirs({ sql, column }: Question, asked: Asked): Promise<readonly string[]> {
    const answers = await Promise.all(sql.map((text) => this.#theirs.query<Record<string, string>>(text, { params: asked })));
    return answers.flat().map((row) => row[column] as string);
  }

  async cost(ask: () => Promise<readonly string[]>): Promise<Cost> {
    const before = { at: performance.now(), engine: this.#engine.cost.cpuSeconds(), own: process.cpuUsage() };
    const found = await ask();
    const millis = performance.now() - before.at;
    const { user, system } = process.cpuUsage(before.own);
    return { found, millis, cpu: (this.#engine.cost.cpuSeconds() - before.engine) * 1_000 + (user + system) / 1_000 };
  }

  async stop(): Promise<void> {
    await this.#api.stop();
    await this.#theirs.close();
  }
}

/** @throws Error where the answers are not about the same. */
function agree({ name, isWhole }: Question, asked: Asked, ours: readonly string[], theirs: readonly string[]): void {
  const [mine, others] = [new Set(ours), new Set(theirs)];
  const areAllOurs = [...others].every((found) => mine.has(found));
  const isAgreed = areAllOurs && (!isWhole || (mine.size === others.size && ours.length === theirs.length));
  if (!isAgreed) throw new Error(`${name}: ours found ${ours.length}, the exporter's schema ${theirs.length}, of ${JSON.stringify(asked)}`);
}
