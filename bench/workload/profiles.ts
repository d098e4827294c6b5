import { PROFILE_FIELDS } from "@throughline/otlp";
import { intAttribute, textAttribute } from "./attributes.ts";
import { MessageWriter } from "./message-writer.ts";
import type { RecordedRequest } from "./packer.ts";
import { Random } from "./random.ts";
import { SERVICES } from "./shop.ts";

const {
  ExportProfilesServiceRequest,
  ProfilesDictionary,
  ResourceProfiles,
  ScopeProfiles,
  Profile,
  ValueType,
  Sample,
  Stack,
  Location,
  Line,
  Function,
  Link,
  KeyValueAndUnit,
} = PROFILE_FIELDS;

const HERTZ = 99;
/** What one sample stands for. */
export const PERIOD = Math.round(1e9 / HERTZ);
const WINDOW_NANOS = 10_000_000_000n;
/** Samples of one process in the whole time: 84 minutes. */
const SAMPLES_PER_SERVICE = 500_000;
const STACKS = 3_000;
const FRAMES = 2_500;
/** Samples of the one span that is looked at alone. */
const SLOW_SPAN_SAMPLES = 300;

export interface ProfileWorkload {
  /** At least this many samples. */
  readonly samples: number;
  /** When the first is taken: Unix nanoseconds. */
  readonly start: bigint;
}

/** What was made. */
export interface MadeProfiles {
  readonly samples: number;
  readonly services: readonly string[];
  /** The span with many samples, in hex, and its service. */
  readonly slow: { readonly traceId: string; readonly spanId: string; readonly service: string };
  readonly end: bigint;
}

/**
 * Export requests, one after the other, of wall samples at 99 Hz, as our SDK sends them: up to 20 services of one process and 3 000 stacks of 15 to 50 frames each, a
 * request for each ten seconds; 60 % of the samples belong to spans of one to ten samples, one span has 300.
 */
export function* profileRequests({ samples, start }: ProfileWorkload): Generator<RecordedRequest, MadeProfiles> {
  const count = Math.min(SERVICES.length, Math.max(1, Math.ceil(samples / SAMPLES_PER_SERVICE)));
  const processes = SERVICES.slice(0, count).map((name, index) => new SampledProcess(name, new Random(index + 1)));
  const slow = processes[0]?.slowSpan as { traceId: Buffer; spanId: Buffer };
  let made = 0;
  let at = start;
  for (; made < samples; at += WINDOW_NANOS)
    for (const process of processes) {
      const request = process.window(at);
      made += request.items;
      yield request;
    }
  return {
    samples: made,
    services: SERVICES.slice(0, count),
    slow: { traceId: slow.traceId.toString("hex"), spanId: slow.spanId.toString("hex"), service: SERVICES[0] },
    end: at,
  };
}

interface SpanIds {
  readonly traceId: Buffer;
  readonly spanId: Buffer;
  readonly correlationId: string;
}

/** One process, its code, and what it does next. */
class SampledProcess {
  readonly slowSpan: SpanIds;
  readonly #name: string;
  readonly #random: Random;
  readonly #frames: readonly { readonly name: string; readonly file: string; readonly line: number }[];
  /** Frames of each stack, innermost first. */
  readonly #stacks: readonly (readonly number[])[];
  readonly #writer = new MessageWriter(1 << 18);
  #span: SpanIds | undefined;
  /** Samples until another span begins. */
  #left = 0;
  #isSlowDone = false;

  constructor(name: string, random: Random) {
    this.#name = name;
    this.#random = random;
    this.slowSpan = this.#newSpan();
    this.#frames = Array.from({ length: FRAMES }, (_, index) => {
      const file =
        index % 3 === 0 ? `/app/node_modules/library-${index % 40}/lib/file-${index % 13}.js` : `/app/src/${name}/module-${index % 90}.ts`;
      return { name: `function${index}Of${name}`, file, line: 1 + (index % 900) };
    });
    this.#stacks = this.#makeStacks();
  }

  /** Stacks share their roots, as calls do. */
  #makeStacks(): readonly (readonly number[])[] {
    const stacks: number[][] = [];
    for (let made = 0; made < STACKS; made++) {
      const depth = this.#random.between(15, 50);
      const like = made === 0 ? [] : (stacks[this.#random.below(made)] as number[]).toReversed();
      const path = like.slice(0, this.#random.between(0, Math.min(like.length, depth - 1)));
      while (path.length < depth) path.push(this.#random.below(FRAMES));
      stacks.push(path.toReversed());
    }
    return stacks;
  }

  #newSpan(): SpanIds {
    const ids = Buffer.alloc(40);
    this.#random.fill(ids);
    const hex = ids.toString("hex", 24);
    const correlationId = `${hex.slice(0, 8)}-${hex.slice(8, 12)}-7${hex.slice(13, 16)}-8${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
    return { traceId: ids.subarray(0, 16), spanId: ids.subarray(16, 24), correlationId };
  }

  #nextSpan(): SpanIds | undefined {
    if (this.#left-- > 0) return this.#span;
    if (!this.#isSlowDone && this.#random.chance(0.01)) {
      this.#isSlowDone = true;
      this.#left = SLOW_SPAN_SAMPLES - 1;
      return (this.#span = this.slowSpan);
    }
    this.#left = this.#random.between(0, 9);
    return (this.#span = this.#random.chance(0.6) ? this.#newSpan() : undefined);
  }

  /** The samples of ten seconds as a request. */
  window(start: bigint): RecordedRequest {
    const groups = new Map<string, { stack: number; span: SpanIds | undefined; times: bigint[] }>();
    const spans = new Map<SpanIds, number>();
    const count = HERTZ * 10;
    for (let at = 0; at < count; at++) {
      const span = this.#nextSpan();
      if (span && !spans.has(span)) spans.set(span, spans.size + 1);
      const stack = Math.floor(STACKS * this.#random.fraction() ** 3);
      const micros = Math.floor((at * PERIOD + this.#random.below(PERIOD)) / 1_000);
      const key = `${stack} ${span ? spans.get(span) : 0}`;
      const group = groups.get(key);
      if (group) group.times.push(start + BigInt(micros) * 1_000n);
      else groups.set(key, { stack, span, times: [start + BigInt(micros) * 1_000n] });
    }
    const stacks = new Map<number, number>();
    for (const { stack } of groups.values()) if (!stacks.has(stack)) stacks.set(stack, stacks.size + 1);

    const writer = this.#writer;
    writer.reset();
    writer.open(ExportProfilesServiceRequest.resourceProfiles, 3);
    writer.open(ResourceProfiles.resource, 1);
    textAttribute(writer, 1, "service.name", this.#name);
    textAttribute(writer, 1, "service.instance.id", `${this.#name}-0190b3f2-7f1a`);
    intAttribute(writer, 1, "process.pid", 4711);
    writer.close();
    writer.open(ResourceProfiles.scopeProfiles, 3);
    writer.open(ScopeProfiles.profiles, 3);
    this.#writeType(Profile.sampleType);
    for (const { stack, span, times } of groups.values()) {
      writer.open(Profile.samples, 1);
      writer.varint(Sample.stackIndex, stacks.get(stack) as number);
      writer.varints(Sample.attributeIndices, span ? [1, 2, 2 + (spans.get(span) as number)] : [1, 2]);
      if (span) writer.varint(Sample.linkIndex, spans.get(span) as number);
      writer.varints(
        Sample.values,
        times.map(() => PERIOD),
      );
      writer.fixed64s(Sample.timestampsUnixNano, times);
      writer.close();
    }
    writer.fixed64(Profile.timeUnixNano, start);
    writer.varint(Profile.durationNano, Number(WINDOW_NANOS));
    this.#writeType(Profile.periodType);
    writer.varint(Profile.period, PERIOD);
    writer.close();
    writer.close();
    writer.close();
    this.#writeDictionary([...stacks.keys()], [...spans.keys()]);
    return { bytes: writer.finish(), items: count };
  }

  #writeType(field: number): void {
    this.#writer.open(field, 1);
    this.#writer.varint(ValueType.typeStrindex, 1);
    this.#writer.varint(ValueType.unitStrindex, 2);
    this.#writer.close();
  }

  #writeDictionary(stacks: readonly number[], spans: readonly SpanIds[]): void {
    const writer = this.#writer;
    const used = new Map<number, number>();
    for (const stack of stacks)
      for (const frame of this.#stacks[stack] as readonly number[]) if (!used.has(frame)) used.set(frame, used.size + 1);
    const none = (field: number) => {
      writer.open(field, 1);
      writer.close();
    };
    writer.open(ExportProfilesServiceRequest.dictionary, 3);
    none(ProfilesDictionary.mappingTable);
    none(ProfilesDictionary.locationTable);
    for (const [frame, index] of used) {
      writer.open(ProfilesDictionary.locationTable, 1);
      writer.open(Location.lines, 1);
      writer.varint(Line.functionIndex, index);
      writer.varint(Line.line, (this.#frames[frame] as { line: number }).line);
      writer.varint(Line.column, 1);
      writer.close();
      writer.close();
    }
    const texts = ["", "wall", "nanoseconds", "thread.id", "thread.name", "correlation.id"];
    const fileIndices = new Map<string, number>();
    none(ProfilesDictionary.functionTable);
    for (const frame of used.keys()) {
      const { name, file } = this.#frames[frame] as { name: string; file: string };
      let fileIndex = fileIndices.get(file);
      if (fileIndex === undefined) fileIndices.set(file, (fileIndex = texts.push(file) - 1));
      writer.open(ProfilesDictionary.functionTable, 1);
      writer.varint(Function.nameStrindex, texts.push(name) - 1);
      writer.varint(Function.filenameStrindex, fileIndex);
      writer.close();
    }
    none(ProfilesDictionary.linkTable);
    for (const { traceId, spanId } of spans) {
      writer.open(ProfilesDictionary.linkTable, 1);
      writer.bytes(Link.traceId, traceId);
      writer.bytes(Link.spanId, spanId);
      writer.close();
    }
    for (const text of texts) writer.text(ProfilesDictionary.stringTable, text);
    none(ProfilesDictionary.attributeTable);
    this.#writeAttribute(3, () => writer.varint(3, 0));
    this.#writeAttribute(4, () => writer.text(1, "main"));
    for (const { correlationId } of spans) this.#writeAttribute(5, () => writer.text(1, correlationId));
    none(ProfilesDictionary.stackTable);
    for (const stack of stacks) {
      writer.open(ProfilesDictionary.stackTable, 1);
      writer.varints(
        Stack.locationIndices,
        (this.#stacks[stack] as readonly number[]).map((frame) => used.get(frame) as number),
      );
      writer.close();
    }
    writer.close();
  }

  #writeAttribute(key: number, writeValue: () => void): void {
    this.#writer.open(ProfilesDictionary.attributeTable, 1);
    this.#writer.varint(KeyValueAndUnit.keyStrindex, key);
    this.#writer.open(KeyValueAndUnit.value, 1);
    writeValue();
    this.#writer.close();
    this.#writer.close();
  }
}
