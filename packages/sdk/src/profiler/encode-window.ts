import { randomBytes } from "node:crypto";
import { threadId } from "node:worker_threads";
import { CORRELATION_ID } from "@throughline/model";
import { PROFILE_FIELDS } from "@throughline/otlp";
import { OtlpWriter, fixed64Tag, lengthTag, varintTag } from "../delivery/otlp-writer.ts";
import { frameOfCall } from "./frame-of-call.ts";
import type { SampleLink } from "./sample-link.ts";
import type { SampledProfile, SampledWindow, SampleGroup } from "./sampled-window.ts";
import { threadName } from "./thread-name.ts";

const {
  ExportProfilesServiceRequest,
  ProfilesDictionary,
  Profile,
  Sample,
  ValueType,
  Link,
  Stack,
  Location,
  Line,
  Function,
  KeyValueAndUnit,
} = PROFILE_FIELDS;

/** The usual sizes of lengths, in bytes. */
const SMALL = 1;
const LARGE = 3;

/** Where the tables of a dictionary keep the entry that stands for "none": all receivers expect it there. */
const NONE = 0;

/** A window as it is sent. */
export interface EncodedWindow {
  /** A `Profile` message for each profile. */
  readonly profiles: readonly Uint8Array[];
  /** What they refer to: a field of the request. */
  readonly dictionary: Uint8Array;
}

/** Encodes a window as OTLP profiles with the dictionary that they share. */
export function encodeWindow(window: SampledWindow): EncodedWindow {
  const dictionary = new Dictionary();
  const thread = [dictionary.attribute("thread.id", threadId), dictionary.attribute("thread.name", threadName())];
  const stacks = new Stacks(window, dictionary);
  const writer = new OtlpWriter();
  const profiles = window.profiles.map((profile) => {
    writeProfile(writer, window, profile, dictionary, (sample) => writeSample(writer, sample, stacks.of(sample.call), dictionary, thread));
    return writer.take();
  });
  return { profiles, dictionary: dictionary.take() };
}

function writeProfile(
  writer: OtlpWriter,
  { startUnixNano, durationNano }: SampledWindow,
  { type, unit, period, samples }: SampledProfile,
  dictionary: Dictionary,
  writeOne: (sample: SampleGroup) => void,
): void {
  const typeIndex = dictionary.text(type);
  const unitIndex = dictionary.text(unit);
  writeValueType(writer, Profile.sampleType, typeIndex, unitIndex);
  for (const sample of samples) writeOne(sample);
  writer.fixed64(fixed64Tag(Profile.timeUnixNano), startUnixNano);
  writer.count(varintTag(Profile.durationNano), Number(durationNano));
  writeValueType(writer, Profile.periodType, typeIndex, unitIndex);
  writer.count(varintTag(Profile.period), period);
  writer.bytes(lengthTag(Profile.profileId), randomBytes(16));
}

function writeValueType(writer: OtlpWriter, field: number, type: number, unit: number): void {
  const start = writer.open(lengthTag(field), SMALL);
  writer.count(varintTag(ValueType.typeStrindex), type);
  writer.count(varintTag(ValueType.unitStrindex), unit);
  writer.close(start, SMALL);
}

function writeSample(
  writer: OtlpWriter,
  { link, values, times }: SampleGroup,
  stack: number,
  dictionary: Dictionary,
  thread: readonly number[],
): void {
  const correlationId = link?.correlationId;
  const start = writer.open(lengthTag(Profile.samples), SMALL);
  writer.count(varintTag(Sample.stackIndex), stack);
  writer.counts(
    lengthTag(Sample.attributeIndices),
    correlationId === undefined ? thread : [...thread, dictionary.attribute(CORRELATION_ID, correlationId)],
  );
  writer.count(varintTag(Sample.linkIndex), dictionary.link(link));
  writer.counts(lengthTag(Sample.values), values);
  writer.times(lengthTag(Sample.timestampsUnixNano), times);
  writer.close(start, SMALL);
}

/** The stacks of a window's calls, each put into the dictionary when it is asked for. */
class Stacks {
  readonly #window: SampledWindow;
  readonly #dictionary: Dictionary;
  readonly #locations: (number | undefined)[] = [];
  readonly #stacks: (number | undefined)[] = [];

  constructor(window: SampledWindow, dictionary: Dictionary) {
    this.#window = window;
    this.#dictionary = dictionary;
  }

  of(call: number): number {
    return (this.#stacks[call] ??= this.#dictionary.stack(this.#path(call)));
  }

  /** The locations of a stack, the innermost first, as OTLP has it. */
  #path(call: number): number[] {
    const path: number[] = [];
    for (let at = call; at >= 0;) {
      const one = this.#window.calls[at];
      if (one === undefined) break;
      path.push((this.#locations[at] ??= this.#dictionary.location(frameOfCall(one))));
      at = one.caller;
    }
    return path;
  }
}

/** Tables of what samples refer to by number. Each entry is written when it is first asked for. */
class Dictionary {
  readonly #writer = new OtlpWriter();
  readonly #start: number;
  readonly #known = new Map<string, number>();
  readonly #sizes = new Map<number, number>();

  constructor() {
    this.#start = this.#writer.open(lengthTag(ExportProfilesServiceRequest.dictionary), LARGE);
    this.#writer.text(lengthTag(ProfilesDictionary.stringTable), "");
    this.#sizes.set(ProfilesDictionary.stringTable, 1);
    for (const table of Object.values(ProfilesDictionary)) if (!this.#sizes.has(table)) this.#add(table, () => {});
  }

  text(text: string): number {
    if (text === "") return NONE;
    const table = ProfilesDictionary.stringTable;
    return this.#entry(`s${text}`, table, () => this.#writer.text(lengthTag(table), text));
  }

  /** A sample's attribute. */
  attribute(key: string, value: string | number): number {
    const table = ProfilesDictionary.attributeTable;
    return this.#entry(`a${key}=${value}`, table, () => {
      const keyIndex = this.text(key);
      this.#message(table, () => {
        this.#writer.count(varintTag(KeyValueAndUnit.keyStrindex), keyIndex);
        this.#writer.value(lengthTag(KeyValueAndUnit.value), value);
      });
    });
  }

  link(link: SampleLink | undefined): number {
    if (link === undefined || link.spanId === "") return NONE;
    const table = ProfilesDictionary.linkTable;
    return this.#entry(`l${link.traceId}${link.spanId}`, table, () =>
      this.#message(table, () => {
        this.#writer.id(lengthTag(Link.traceId), link.traceId);
        this.#writer.id(lengthTag(Link.spanId), link.spanId);
      }),
    );
  }

  location(frame: { readonly function: string; readonly file: string; readonly line: number; readonly column: number }): number {
    const table = ProfilesDictionary.locationTable;
    return this.#entry(`c${frame.line}:${frame.column}:${frame.function}:${frame.file}`, table, () => {
      const functionIndex = this.#function(frame.function, frame.file);
      this.#message(table, () => {
        const start = this.#writer.open(lengthTag(Location.lines), SMALL);
        this.#writer.count(varintTag(Line.functionIndex), functionIndex);
        this.#writer.count(varintTag(Line.line), frame.line);
        this.#writer.count(varintTag(Line.column), frame.column);
        this.#writer.close(start, SMALL);
      });
    });
  }

  stack(locations: readonly number[]): number {
    return this.#add(ProfilesDictionary.stackTable, () => this.#writer.counts(lengthTag(Stack.locationIndices), locations));
  }

  /** All tables, as a field of the request. */
  take(): Uint8Array {
    this.#writer.close(this.#start, LARGE);
    return this.#writer.take();
  }

  #function(name: string, file: string): number {
    const table = ProfilesDictionary.functionTable;
    return this.#entry(`f${name}:${file}`, table, () => {
      const nameIndex = this.text(name);
      const fileIndex = this.text(file);
      this.#message(table, () => {
        this.#writer.count(varintTag(Function.nameStrindex), nameIndex);
        this.#writer.count(varintTag(Function.filenameStrindex), fileIndex);
      });
    });
  }

  /** An entry's number. `write` puts it into the table, after whatever it refers to. */
  #entry(key: string, table: number, write: () => void): number {
    const known = this.#known.get(key);
    if (known !== undefined) return known;
    write();
    const index = this.#next(table);
    this.#known.set(key, index);
    return index;
  }

  #add(table: number, write: () => void): number {
    this.#message(table, write);
    return this.#next(table);
  }

  #next(table: number): number {
    const index = this.#sizes.get(table) ?? 0;
    this.#sizes.set(table, index + 1);
    return index;
  }

  #message(table: number, write: () => void): void {
    const start = this.#writer.open(lengthTag(table), SMALL);
    write();
    this.#writer.close(start, SMALL);
  }
}
