import { type Action, newAction } from "./action.ts";
import { boolAttribute, doubleAttribute, intAttribute, textAttribute } from "./attributes.ts";
import { MessageWriter } from "./message-writer.ts";
import type { Random } from "./random.ts";
import { KIND, type Operation, type Service, SPAN_ATTRIBUTES } from "./shop.ts";
import { stackTrace } from "./stack-trace.ts";

/** Takes a Span message that belongs to process `process` of service number `service`. */
export type OnSpan = (service: number, process: number, span: Uint8Array) => void;

const FIELD = { traceId: 1, spanId: 2, parent: 4, name: 5, kind: 6, start: 7, end: 8, attributes: 9, event: 11, status: 15, flags: 16 };
const SPANS_OF_TRACE = [14, 50] as const;
const EVENTS = 0.09;
const ERRORS = 0.014;
const DURATION_MS = { median: 1.2, p99: 135 };
const USERS = 50_000;
const FLAGS = 0x101; // sampled; known not to have come from elsewhere

/** Makes whole traces: a tree of calls between services, each with a server span, the calls it makes and the work in between. */
export class TraceMaker {
  readonly #random: Random;
  readonly #shop: readonly Service[];
  readonly #writer = new MessageWriter(8192);
  #action: Action | undefined;
  #user = "";
  #left = 0;
  #onSpan: OnSpan = () => {};

  constructor(random: Random, shop: readonly Service[]) {
    this.#random = random;
    this.#shop = shop;
  }

  /** Makes a trace that starts at `start` (Unix nanoseconds) and gives each of its spans to `onSpan`; returns how many. */
  make(start: bigint, onSpan: OnSpan): number {
    const random = this.#random;
    this.#action = newAction(random);
    this.#user = `user-${String(random.below(USERS)).padStart(6, "0")}`;
    const count = random.between(...SPANS_OF_TRACE);
    this.#left = count;
    this.#onSpan = onSpan;
    this.#serve(0, undefined, start);
    return count;
  }

  /** What the last trace is about. */
  get action(): Action {
    if (!this.#action) throw new Error("no trace was made yet");
    return this.#action;
  }

  /** A server span in `service`, and what happens inside it; the root takes all spans that are left. */
  #serve(service: number, parent: Uint8Array | undefined, start: bigint): void {
    if (this.#left <= 0) return;
    const random = this.#random;
    const { servers, internals, statements, clients, processes } = this.#shop[service] as Service;
    const process = random.below(processes.length);
    const id = this.#span(service, process, random.pick(servers), parent, start);
    let now = start;
    const steps = parent === undefined ? 1_000 : random.between(2, 6);
    for (let step = 0; step < steps && this.#left > 0; step++) {
      now += BigInt(random.between(20_000, 400_000));
      const choice = random.fraction();
      if (choice < 0.35) this.#span(service, process, random.pick(internals), id, now);
      else if (choice < 0.7) this.#span(service, process, random.pick(statements), id, now);
      else {
        const call = this.#span(service, process, random.pick(clients), id, now);
        this.#serve(1 + random.below(this.#shop.length - 1), call, now + 150_000n);
      }
    }
  }

  #span(service: number, process: number, operation: Operation, parent: Uint8Array | undefined, start: bigint): Uint8Array {
    const random = this.#random;
    const writer = this.#writer;
    const id = new Uint8Array(8);
    random.fill(id);
    const duration = BigInt(Math.ceil(random.logNormal(DURATION_MS.median, DURATION_MS.p99) * 1e6));
    const failed = random.chance(ERRORS);
    writer.reset();
    writer.bytes(FIELD.traceId, this.action.traceId);
    writer.bytes(FIELD.spanId, id);
    if (parent) writer.bytes(FIELD.parent, parent);
    writer.text(FIELD.name, operation.name);
    writer.varint(FIELD.kind, operation.kind);
    writer.fixed64(FIELD.start, start);
    writer.fixed64(FIELD.end, start + duration);
    this.#attributes(operation, failed);
    if (failed) this.#exception(service, start + duration / 2n);
    else if (random.chance(EVENTS)) this.#event(start + duration / 2n);
    if (failed) {
      writer.open(FIELD.status, 1);
      writer.text(2, "upstream did not answer in time");
      writer.varint(3, 2);
      writer.close();
    }
    writer.fixed32(FIELD.flags, FLAGS);
    this.#onSpan(service, process, writer.finish());
    this.#left--;
    return id;
  }

  /** Eight to fifteen of them, twelve on average. */
  #attributes({ kind, fixed, path, sql }: Operation, failed: boolean): void {
    const random = this.#random;
    const writer = this.#writer;
    textAttribute(writer, SPAN_ATTRIBUTES, "correlation.id", this.action.correlationId);
    writer.raw(fixed);
    textAttribute(writer, SPAN_ATTRIBUTES, "user.id", this.#user);
    if (kind === KIND.server) {
      textAttribute(writer, SPAN_ATTRIBUTES, "url.path", `${path}/${hexId(random)}`);
      intAttribute(writer, SPAN_ATTRIBUTES, "http.response.status_code", failed ? 500 : 200);
      textAttribute(writer, SPAN_ATTRIBUTES, "client.address", `10.${random.below(250)}.${random.below(250)}.${random.below(250)}`);
      textAttribute(writer, SPAN_ATTRIBUTES, "user_agent.original", AGENTS[random.below(AGENTS.length)] as string);
    } else if (sql !== undefined) {
      textAttribute(writer, SPAN_ATTRIBUTES, "db.query.text", `${sql}${random.below(100_000_000)}`);
      intAttribute(writer, SPAN_ATTRIBUTES, "db.response.returned_rows", random.below(50));
    } else if (kind === KIND.client) {
      textAttribute(writer, SPAN_ATTRIBUTES, "url.full", `https://api.shop${path}/${hexId(random)}?expand=lines`);
      intAttribute(writer, SPAN_ATTRIBUTES, "http.response.status_code", failed ? 503 : 200);
      intAttribute(writer, SPAN_ATTRIBUTES, "http.response.body.size", random.below(20_000));
    } else {
      intAttribute(writer, SPAN_ATTRIBUTES, "app.items", random.below(40));
      doubleAttribute(writer, SPAN_ATTRIBUTES, "app.total", random.below(100_000) / 100);
    }
    intAttribute(writer, SPAN_ATTRIBUTES, "thread.id", 1 + random.below(8));
    for (let extra = Math.max(0, random.between(-2, 3)); extra > 0; extra--)
      if (extra === 1) boolAttribute(writer, SPAN_ATTRIBUTES, "app.retry", random.chance(0.1));
      else if (extra === 2) textAttribute(writer, SPAN_ATTRIBUTES, "app.session.id", hexId(random));
      else textAttribute(writer, SPAN_ATTRIBUTES, "app.feature", FEATURES[random.below(FEATURES.length)] as string);
  }

  #event(time: bigint): void {
    const writer = this.#writer;
    writer.open(FIELD.event, 1);
    writer.fixed64(1, time);
    writer.text(2, "cache.miss");
    textAttribute(writer, 3, "cache.key", `${this.#user}:basket:${this.#random.below(10_000)}`);
    intAttribute(writer, 3, "cache.ttl", 300);
    writer.close();
  }

  #exception(service: number, time: bigint): void {
    const writer = this.#writer;
    const message = `upstream did not answer in ${this.#random.between(500, 9_000)} ms`;
    writer.open(FIELD.event, 2);
    writer.fixed64(1, time);
    writer.text(2, "exception");
    textAttribute(writer, 3, "exception.type", "TimeoutError");
    textAttribute(writer, 3, "exception.message", message);
    textAttribute(writer, 3, "exception.stacktrace", stackTrace(this.#random, (this.#shop[service] as Service).name, message));
    writer.close();
  }
}

const FEATURES = ["one-click-checkout", "new-pricing", "express-shipping", "loyalty-points"];
const AGENTS = [
  "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/126.0.0.0 Safari/537.36",
  "node",
  "shop-ios/7.14.2",
  "shop-android/7.12.0",
];

/** An ID as shops put them into their URLs. */
function hexId(random: Random): string {
  return random.uint32().toString(16).padStart(8, "0") + (random.uint32() >>> 16).toString(16).padStart(4, "0");
}
