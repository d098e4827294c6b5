import { intAttribute, textAttribute } from "./attributes.ts";
import { MessageWriter } from "./message-writer.ts";
import type { Random } from "./random.ts";
import type { Service } from "./shop.ts";
import { type Action, newAction } from "./action.ts";

const FIELD = { time: 1, severity: 2, severityText: 3, body: 5, attributes: 6, flags: 8, traceId: 9, spanId: 10, observed: 11 };
const LINES_OF_ACTION = [3, 12] as const;

const SEVERITIES = [
  ["INFO", 9],
  ["INFO", 9],
  ["INFO", 9],
  ["DEBUG", 5],
  ["WARN", 13],
  ["ERROR", 17],
] as const;

const BODIES = [
  (random: Random) =>
    `order ${random.below(1_000_000)} accepted for customer ${random.below(50_000)}: ${random.below(9)} items, total ${random.below(90_000) / 100} EUR`,
  (random: Random) => `reserved stock for basket ${random.below(1_000_000)} in warehouse ${random.below(12)} after ${random.below(40)} ms`,
  (random: Random) =>
    `payment provider answered 200 in ${random.below(900)} ms, attempt ${1 + random.below(3)} of 3, reference ${random.uint32().toString(16)}`,
  (random: Random) => `cache miss for key basket:${random.below(1_000_000)}, loading from the database with a deadline of 250 ms`,
];

/** Makes the log lines of one action, of about 90 bytes each. */
export class LogMaker {
  readonly #random: Random;
  readonly #shop: readonly Service[];
  readonly #writer = new MessageWriter(4096);
  readonly #spanId = new Uint8Array(8);

  constructor(random: Random, shop: readonly Service[]) {
    this.#random = random;
    this.#shop = shop;
  }

  /** Gives each line to `onLine` with its service and process; returns how many. Without `action`, they are about one of their own. */
  make(start: bigint, onLine: (service: number, process: number, record: Uint8Array) => void, action?: Action): number {
    const random = this.#random;
    const writer = this.#writer;
    const { traceId, correlationId } = action ?? newAction(random);
    const count = random.between(...LINES_OF_ACTION);
    let time = start;
    for (let line = 0; line < count; line++) {
      const service = random.below(this.#shop.length);
      const [text, number] = random.pick(SEVERITIES);
      time += BigInt(random.between(10_000, 5_000_000));
      random.fill(this.#spanId);
      writer.reset();
      writer.fixed64(FIELD.time, time);
      writer.varint(FIELD.severity, number);
      writer.text(FIELD.severityText, text);
      writer.open(FIELD.body, 1);
      writer.text(1, random.pick(BODIES)(random));
      writer.close();
      textAttribute(writer, FIELD.attributes, "correlation.id", correlationId);
      textAttribute(writer, FIELD.attributes, "logger.name", `${(this.#shop[service] as Service).name}.handlers`);
      textAttribute(writer, FIELD.attributes, "user.id", `user-${random.below(50_000)}`);
      intAttribute(writer, FIELD.attributes, "thread.id", 1 + random.below(8));
      writer.fixed32(FIELD.flags, 1);
      writer.bytes(FIELD.traceId, traceId);
      writer.bytes(FIELD.spanId, this.#spanId);
      writer.fixed64(FIELD.observed, time);
      this.#onLine(onLine, service);
    }
    return count;
  }

  #onLine(onLine: (service: number, process: number, record: Uint8Array) => void, service: number): void {
    onLine(service, this.#random.below((this.#shop[service] as Service).processes.length), this.#writer.finish());
  }
}
