import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { ClickHouse, type ClickHouseOptions, EmbeddedClickHouse, migrate } from "@throughline/clickhouse";
import { sameRetention } from "@throughline/model";
import { jsonToMessage } from "@throughline/otlp";
import { frameKind, parseFrameText } from "@throughline/profile";
import { DEFAULT_BOUNDS } from "../config.ts";
import { runner } from "../runner.ts";
import type { Run, Statement } from "@throughline/query";

/** An attribute for a row: text, or the letter of another type and its text (see the schema's `attribute.ts`). */
export type TestValue = string | readonly [letter: string, text: string];
export type TestAttributes = Readonly<Record<string, TestValue>>;

/** Columns of a span that differ from those of any span: times in Unix nanoseconds, IDs in hex. */
export interface TestSpan {
  readonly time?: bigint;
  readonly duration?: bigint;
  readonly traceId: string;
  readonly spanId: string;
  readonly parentId?: string;
  readonly service?: string;
  readonly name?: string;
  readonly kind?: string;
  readonly status?: string;
  readonly attributes?: TestAttributes;
  readonly resource?: TestAttributes;
  readonly correlationIds?: readonly string[];
  readonly links?: readonly { readonly traceId: string; readonly spanId: string }[];
  /** Any further columns, as JSONEachRow takes them. */
  readonly columns?: Readonly<Record<string, unknown>>;
}

export interface TestLog {
  readonly time?: bigint;
  readonly traceId?: string;
  readonly spanId?: string;
  readonly service?: string;
  readonly severity?: number;
  readonly event?: string;
  readonly body?: string;
  readonly attributes?: TestAttributes;
  readonly resource?: TestAttributes;
  readonly correlationIds?: readonly string[];
  readonly columns?: Readonly<Record<string, unknown>>;
}

/** A stack sample: `stack` is root first, each frame as `function (file:line)`. */
export interface TestSample {
  readonly time?: bigint;
  readonly duration?: bigint;
  readonly service?: string;
  readonly type?: string;
  readonly unit?: string;
  readonly value?: bigint;
  readonly count?: number;
  readonly stack: readonly string[];
  readonly threadId?: number;
  readonly traceId?: string;
  readonly spanId?: string;
  readonly correlationIds?: readonly string[];
  readonly resource?: TestAttributes;
  /** Whether its stack is stored; it is if left out. */
  readonly isStackStored?: boolean;
}

/** A real engine with our schema in a folder of its own. */
export class TestStore {
  readonly #directory = mkdtempSync(join(tmpdir(), "throughline-query-"));
  readonly engine = new EmbeddedClickHouse(this.#directory);
  /** What was asked since the last `forget`. */
  statements: Statement[] = [];
  #clickhouse: ClickHouse | undefined;

  async start(): Promise<void> {
    await this.engine.start();
    await migrate(this.options, { retention: sameRetention(7 * 86_400) });
    this.#clickhouse = new ClickHouse(this.options);
  }

  async stop(): Promise<void> {
    await this.#clickhouse?.close();
    await this.engine.stop();
    rmSync(this.#directory, { recursive: true, force: true });
  }

  get options(): ClickHouseOptions {
    return { url: this.engine.url, username: this.engine.username, password: this.engine.password, database: "throughline" };
  }

  get clickhouse(): ClickHouse {
    if (!this.#clickhouse) throw new Error("not started");
    return this.#clickhouse;
  }

  /** Runs statements and keeps them. */
  readonly run: Run = (statement) => {
    this.statements.push(statement);
    return runner(this.clickhouse, DEFAULT_BOUNDS, new AbortController().signal)(statement);
  };

  /** The texts of what was asked since the last time. */
  takeSql(): string {
    return this.statements
      .splice(0)
      .map(({ sql }) => sql)
      .join(";\n");
  }

  async insertSpans(spans: readonly TestSpan[]): Promise<void> {
    await this.#insertResources(spans);
    await this.#insert(
      "spans",
      spans.map((span) => ({
        time: span.time ?? NOW,
        duration: span.duration ?? 1_000_000n,
        trace_id: span.traceId,
        span_id: span.spanId,
        parent_span_id: span.parentId ?? "",
        service: span.service ?? "cart",
        name: span.name ?? "GET /cart",
        kind: span.kind ?? "server",
        status_code: span.status ?? "unset",
        link_trace_ids: (span.links ?? []).map((link) => link.traceId),
        link_span_ids: (span.links ?? []).map((link) => link.spanId),
        ...shared(span),
      })),
    );
  }

  async insertLogs(logs: readonly TestLog[]): Promise<void> {
    await this.#insertResources(logs);
    await this.#insert(
      "logs",
      logs.map((log) => ({
        time: log.time ?? NOW,
        time_given: true,
        trace_id: log.traceId ?? "",
        span_id: log.spanId ?? "",
        service: log.service ?? "cart",
        severity_number: log.severity ?? 9,
        event_name: log.event ?? "",
        body: log.body ?? "",
        ...shared(log),
      })),
    );
  }

  async insertSamples(samples: readonly TestSample[]): Promise<void> {
    await this.#insertResources(samples);
    const frames = new Map(samples.flatMap(({ stack }) => stack.map((frame) => [hash(frame), frame])));
    const lastSeen = Math.floor(Date.now() / 1_000);
    await this.#insert(
      "frames",
      [...frames].map(([frame, text]) => ({ frame, ...frameRow(text), last_seen: lastSeen })),
    );
    await this.#insert(
      "stacks",
      samples
        .filter(({ isStackStored = true }) => isStackStored)
        .map(({ service = "cart", stack }) => ({ service, stack: hash(stack.join(";")), frames: stack.map(hash), last_seen: lastSeen })),
    );
    await this.#insert(
      "samples",
      samples.map((sample) => ({
        time: sample.time ?? NOW,
        duration: sample.duration ?? 0n,
        service: sample.service ?? "cart",
        type: sample.type ?? "wall",
        unit: sample.unit ?? "nanoseconds",
        value: sample.value ?? 10_000_000n,
        count: sample.count ?? 1,
        period: 10_000_000n,
        stack: hash(sample.stack.join(";")),
        thread_id: sample.threadId ?? 0,
        trace_id: sample.traceId ?? "",
        span_id: sample.spanId ?? "",
        correlation_ids: sample.traceId === undefined ? (sample.correlationIds ?? []) : [],
        resource: fingerprint(resourceOf(sample)),
      })),
    );
    for (const { time = NOW, traceId: trace = "", correlationIds = [] } of samples)
      for (const id of correlationIds)
        await this.clickhouse.command(
          `INSERT INTO correlations SELECT {id:String}, unhex({trace:String}), fromUnixTimestamp64Nano({time:Int64}, 'UTC') AS time, time`,
          { params: { id, trace, time: String(time) } },
        );
  }

  async #insertResources(items: readonly (TestSpan | TestLog | TestSample)[]): Promise<void> {
    const rows = items.map((item) => {
      const attributes = resourceOf(item);
      const json = { attributes: Object.entries(attributes).map(([key, value]) => ({ key, value: { stringValue: String(value) } })) };
      const otlp = Object.values(attributes).every((value) => typeof value === "string")
        ? jsonToMessage("Resource", JSON.stringify(json))
        : new Uint8Array();
      return {
        resource: fingerprint(attributes),
        service: item.service ?? "cart",
        ...mapOf(attributes),
        otlp: Buffer.from(otlp).toString("hex"),
        last_seen: Math.floor(Date.now() / 1_000),
      };
    });
    await this.#insert("resources", rows);
  }

  /** Times are Unix nanoseconds, IDs and bytes hex. */
  async #insert(
    table: "spans" | "logs" | "resources" | "samples" | "stacks" | "frames",
    rows: readonly Record<string, unknown>[],
  ): Promise<void> {
    const columns = new Set(rows.flatMap((row) => Object.keys(row)));
    const description = await this.clickhouse.query<{ name: string; type: string }>(
      `SELECT name, type FROM system.columns WHERE database = currentDatabase() AND table = '${table}'`,
    );
    const used = description.filter(({ name }) => columns.has(name));
    const input = used
      .map(({ name, type }) => `${name} ${type.startsWith("DateTime64") ? "Int64" : HEX.has(name) ? "String" : type}`)
      .join(", ");
    const select = used
      .map(({ name, type }) =>
        type.startsWith("DateTime64")
          ? `fromUnixTimestamp64Nano(${name}, 'UTC')`
          : HEX.has(name)
            ? `unhex(${name})`
            : HEX_ARRAYS.has(name)
              ? `arrayMap(id -> unhex(id), ${name})`
              : name,
      )
      .join(", ");
    const body = rows
      .map((row) => JSON.stringify(row, (_, value: unknown) => (typeof value === "bigint" ? String(value) : value)))
      .join("\n");
    const query = `INSERT INTO throughline.${table} (${used.map(({ name }) => name).join(", ")}) SELECT ${select} FROM input('${input.replaceAll("'", "\\'")}') FORMAT JSONEachRow`;
    const response = await fetch(`${this.engine.url}/?query=${encodeURIComponent(query)}`, {
      method: "POST",
      headers: { "x-clickhouse-user": this.engine.username, "x-clickhouse-key": this.engine.password },
      body,
    });
    if (!response.ok) throw new Error(await response.text());
    await response.arrayBuffer();
  }
}

const HEX: ReadonlySet<string> = new Set(["trace_id", "span_id", "parent_span_id", "otlp"]);
const HEX_ARRAYS: ReadonlySet<string> = new Set(["link_trace_ids", "link_span_ids"]);

/** Whole milliseconds, as they come from most clocks. */
export const NOW = BigInt(Date.now()) * 1_000_000n;
export const SECOND = 1_000_000_000n;

/** A trace ID with a number in it. */
export function traceId(number: number): string {
  return `a${number.toString(16).padStart(31, "0")}`;
}

export function spanId(number: number): string {
  return `b${number.toString(16).padStart(15, "0")}`;
}

function resourceOf(item: TestSpan | TestLog | TestSample): TestAttributes {
  return { "service.name": item.service ?? "cart", ...item.resource };
}

function shared(item: TestSpan | TestLog): Record<string, unknown> {
  return {
    resource: fingerprint(resourceOf(item)),
    ...mapOf(item.attributes ?? {}),
    correlation_ids: item.correlationIds ?? [],
    ...item.columns,
  };
}

function mapOf(attributes: TestAttributes): Record<string, unknown> {
  const entries = Object.entries(attributes).map(
    ([key, value]) => [key, ...(typeof value === "string" ? ["s", value] : value)] as [string, string, string],
  );
  const types = entries.map(([, letter]) => letter).join("");
  return {
    attributes: Object.fromEntries(entries.map(([key, , text]) => [key, text])),
    attribute_types: /^s*$/.test(types) ? "" : types,
  };
}

/** FNV-1a of 64 bits: any function would do that gives the same for the same. */
function hash(text: string): bigint {
  let bits = 0xcbf29ce484222325n;
  for (const byte of Buffer.from(text)) bits = BigInt.asUintN(64, (bits ^ BigInt(byte)) * 0x100000001b3n);
  return bits;
}

function fingerprint(attributes: TestAttributes): bigint {
  return hash(JSON.stringify(attributes));
}

function frameRow(text: string): Record<string, unknown> {
  const { function: name, file, line } = parseFrameText(text);
  return { function: name, file, line, column: 0, kind: frameKind(file) };
}
