/**
 * pprof's profile.proto, unpacked: what Go, `@datadog/pprof`, pprof-rs and jemalloc write. One profile for each sample type, the default one
 * first. Labels are not kept. Written as Go does: number of samples and weight of each stack, function, file, line and column, no
 * addresses. Weights are rounded to whole units.
 */
import { BoundedProfile } from "../bounded-profile.ts";
import { checkLimit, LIMITS, type Limits } from "../limits.ts";
import { ROOT, type FrameId, type Profile } from "../profile.ts";
import { ProfileError } from "../profile-error.ts";
import type { ProfileReader, ProfileWriter, ReadOptions, WriteOptions } from "./format.ts";
import { MessageReader, MessageWriter } from "./protobuf.ts";

/** Field numbers of profile.proto. */
const PROFILE = {
  sampleType: 1,
  sample: 2,
  mapping: 3,
  location: 4,
  function: 5,
  stringTable: 6,
  timeNanos: 9,
  durationNanos: 10,
  periodType: 11,
  period: 12,
  comment: 13,
  defaultSampleType: 14,
} as const;
const LAST_FIELD = 15;
const VALUE_TYPE = { type: 1, unit: 2 } as const;
const SAMPLE = { locationId: 1, value: 2 } as const;
const MAPPING = { id: 1, filename: 5 } as const;
const LOCATION = { id: 1, mappingId: 2, address: 3, line: 4 } as const;
const LINE = { functionId: 1, line: 2, column: 3 } as const;
const FUNCTION = { id: 1, name: 2, systemName: 3, filename: 4 } as const;

/** IDs are 64 bits wide: those that are no safe integers stay bigints. */
type Id = number | bigint;

interface ValueType {
  readonly type: string;
  readonly unit: string;
}

export const pprofReader: ProfileReader = {
  format: "pprof",

  detects(bytes) {
    try {
      const message = new MessageReader(bytes);
      let strings = 0;
      while (message.next()) {
        if (message.field > LAST_FIELD) return false;
        if (message.field === PROFILE.stringTable) strings++;
        message.skip();
      }
      return strings > 0;
    } catch {
      return false;
    }
  },

  read(bytes, { limits, about }: ReadOptions = {}) {
    const all: Limits = { ...LIMITS, ...limits };
    checkLimit("pprof", "bytes", bytes.length, all);
    if (bytes[0] === 0x1f && bytes[1] === 0x8b)
      throw new ProfileError("Cannot read pprof profile: it is packed by gzip, expected unpacked bytes");
    const file = new PprofFile(bytes, all);
    const { types } = file;
    const profiles = types.map(({ type, unit }) => {
      const ofPeriod = type === file.periodType.type && unit === file.periodType.unit;
      return new BoundedProfile(
        "pprof",
        {
          sampleType: type,
          unit,
          period: ofPeriod ? file.period : 0,
          startTimeUnixNano: file.timeNanos,
          durationNano: file.durationNanos,
          ...about,
        },
        all,
      );
    });
    const counts = types.findIndex(({ type, unit }) => (type === "samples" || type === "sample") && unit === "count");
    file.readSamples((frames, values) => {
      const samples = counts === -1 ? 1 : (values[counts] as number);
      profiles.forEach((bounded, i) => {
        const weight = values[i] as number;
        if (weight === 0) return;
        let stack = ROOT;
        for (let at = frames.length - 1; at >= 0; at--) stack = file.child(bounded, i, stack, frames[at] as number);
        bounded.addTo(stack, weight, samples);
      });
    });
    // By convention the last type is the one to show where the file names none.
    const named = types.findIndex(({ type }) => type === file.defaultType);
    const first = named === -1 ? types.length - 1 : named;
    return [...profiles.slice(first, first + 1), ...profiles.slice(0, first), ...profiles.slice(first + 1)].map(({ profile }) => profile);
  },
};

interface NamedFrame {
  readonly name: string;
  readonly file: string;
  readonly line: number;
  readonly column: number;
}

/** The tables of a file. Samples may stand before the tables that they refer to, so they are read in a second pass. */
class PprofFile {
  readonly types: readonly ValueType[];
  readonly periodType: ValueType;
  readonly period: number;
  readonly timeNanos: bigint;
  readonly durationNanos: bigint;
  readonly defaultType: string;
  readonly #bytes: Uint8Array;
  readonly #limits: Limits;
  readonly #strings: (string | [start: number, end: number])[] = [];
  readonly #functions = new Map<Id, { readonly name: number; readonly systemName: number; readonly file: number }>();
  readonly #mappings = new Map<Id, number>();
  /** Where each location's message is, until a sample needs its frames. */
  readonly #locations = new Map<Id, [start: number, end: number]>();
  readonly #framesOfLocation = new Map<Id, readonly number[]>();
  readonly #frames: NamedFrame[] = [];
  readonly #frameIds: (FrameId | undefined)[][] = [];

  constructor(bytes: Uint8Array, limits: Limits) {
    this.#bytes = bytes;
    this.#limits = limits;
    const types: { type: number; unit: number }[] = [];
    let periodType = { type: 0, unit: 0 };
    let [period, timeNanos, durationNanos, defaultType] = [0, 0n, 0n, 0];
    const message = new MessageReader(bytes);
    while (message.next())
      switch (message.field) {
        case PROFILE.sampleType:
          types.push(valueType(message.message()));
          if (types.length > MAX_TYPES)
            throw new ProfileError(
              `Cannot read pprof profile: more than ${MAX_TYPES} sample types, expected at most ${MAX_TYPES}`,
              "limit",
            );
          break;
        case PROFILE.mapping:
          this.#addMapping(message.message());
          break;
        case PROFILE.location:
          this.#addLocation(message);
          break;
        case PROFILE.function:
          this.#addFunction(message.message());
          break;
        case PROFILE.stringTable:
          this.#strings.push(message.range());
          checkLimit("pprof", "samples", this.#strings.length, limits);
          break;
        case PROFILE.timeNanos:
          timeNanos = message.signed64();
          break;
        case PROFILE.durationNanos:
          durationNanos = message.signed64();
          break;
        case PROFILE.periodType:
          periodType = valueType(message.message());
          break;
        case PROFILE.period:
          period = message.signed();
          break;
        case PROFILE.defaultSampleType:
          defaultType = message.index();
          break;
        default:
          message.skip();
      }
    if (types.length === 0) throw new ProfileError("Cannot read pprof profile: no sample type, expected at least one");
    this.types = types.map(({ type, unit }) => ({ type: this.#text(type), unit: this.#text(unit) }));
    this.periodType = { type: this.#text(periodType.type), unit: this.#text(periodType.unit) };
    this.period = Math.max(0, period);
    this.timeNanos = timeNanos > 0n ? timeNanos : 0n;
    this.durationNanos = durationNanos > 0n ? durationNanos : 0n;
    this.defaultType = this.#text(defaultType);
  }

  /** Calls `each` with every sample: its frames, innermost first, and a value for each type. Both arrays are used again. */
  readSamples(each: (frames: readonly number[], values: readonly number[]) => void): void {
    const message = new MessageReader(this.#bytes);
    const frames: number[] = [];
    const values: number[] = [];
    let samples = 0;
    while (message.next()) {
      if (message.field !== PROFILE.sample) {
        message.skip();
        continue;
      }
      checkLimit("pprof", "samples", ++samples, this.#limits);
      frames.length = 0;
      values.length = 0;
      const sample = message.message();
      while (sample.next())
        if (sample.field === SAMPLE.locationId)
          sample.unsignedEach((id) => {
            for (const frame of this.#framesAt(id)) frames.push(frame);
            checkLimit("pprof", "depth", frames.length, this.#limits);
          });
        else if (sample.field === SAMPLE.value)
          sample.unsignedEach((value) => {
            if (values.length === this.types.length) throw this.#wrongValues(samples, values.length + 1);
            values.push(Number(BigInt.asIntN(64, BigInt(value))));
          });
        else sample.skip();
      if (values.length !== this.types.length) throw this.#wrongValues(samples, values.length);
      const negative = values.find((value) => value < 0);
      if (negative !== undefined)
        throw new ProfileError(`Cannot read pprof profile: a sample weighs "${negative}", expected a number from 0`);
      each(frames, values);
    }
  }

  /** The stack `parent` and then a frame of the file, in the profile of the type with this index. */
  child(bounded: BoundedProfile, type: number, parent: number, frame: number): number {
    const ids = (this.#frameIds[type] ??= []);
    const { name, file, line, column } = this.#frames[frame] as NamedFrame;
    return bounded.child(parent, (ids[frame] ??= bounded.frameId(name, file, line, column)));
  }

  #wrongValues(sample: number, count: number): ProfileError {
    return new ProfileError(
      `Cannot read pprof profile: sample ${sample} has ${count} values, expected ${this.types.length}, one for each sample type`,
    );
  }

  #addMapping(message: MessageReader): void {
    let [id, filename]: [Id, number] = [0, 0];
    while (message.next())
      if (message.field === MAPPING.id) id = message.unsigned();
      else if (message.field === MAPPING.filename) filename = message.index();
      else message.skip();
    this.#mappings.set(id, filename);
    checkLimit("pprof", "frames", this.#mappings.size, this.#limits);
  }

  #addLocation(message: MessageReader): void {
    const [start, end] = message.range();
    const location = new MessageReader(this.#bytes, start, end);
    let id: Id = 0;
    while (location.next())
      if (location.field === LOCATION.id) id = location.unsigned();
      else location.skip();
    this.#locations.set(id, [start, end]);
    checkLimit("pprof", "stacks", this.#locations.size, this.#limits);
  }

  #addFunction(message: MessageReader): void {
    let id: Id = 0;
    let [name, systemName, file] = [0, 0, 0];
    while (message.next())
      if (message.field === FUNCTION.id) id = message.unsigned();
      else if (message.field === FUNCTION.name) name = message.index();
      else if (message.field === FUNCTION.systemName) systemName = message.index();
      else if (message.field === FUNCTION.filename) file = message.index();
      else message.skip();
    this.#functions.set(id, { name, systemName, file });
    checkLimit("pprof", "frames", this.#functions.size, this.#limits);
  }

  /** Frames of a location, innermost first: inlined functions make several. */
  #framesAt(id: Id): readonly number[] {
    let frames = this.#framesOfLocation.get(id);
    if (!frames) {
      const range = this.#locations.get(id);
      if (!range)
        throw new ProfileError(
          `Cannot read pprof profile: a sample refers to location "${id}", expected one of the file's ${this.#locations.size}`,
        );
      frames = this.#parseLocation(...range);
      this.#framesOfLocation.set(id, frames);
    }
    return frames;
  }

  #parseLocation(start: number, end: number): readonly number[] {
    const message = new MessageReader(this.#bytes, start, end);
    const frames: number[] = [];
    let [mapping, address]: [Id, Id] = [0, 0];
    while (message.next())
      if (message.field === LOCATION.mappingId) mapping = message.unsigned();
      else if (message.field === LOCATION.address) address = message.unsigned();
      else if (message.field === LOCATION.line) {
        frames.push(this.#addFrame(this.#frameOfLine(message.message())));
        checkLimit("pprof", "depth", frames.length, this.#limits);
      } else message.skip();
    // Machine code without symbols: its address, and the file that it was loaded from if a mapping tells.
    if (frames.length === 0)
      frames.push(
        this.#addFrame({ name: `0x${address.toString(16)}`, file: this.#text(this.#mappings.get(mapping) ?? 0), line: 0, column: 0 }),
      );
    return frames;
  }

  #frameOfLine(message: MessageReader): NamedFrame {
    let id: Id = 0;
    let [line, column] = [0, 0];
    while (message.next())
      if (message.field === LINE.functionId) id = message.unsigned();
      else if (message.field === LINE.line) line = message.signed();
      else if (message.field === LINE.column) column = message.signed();
      else message.skip();
    const named = this.#functions.get(id);
    if (!named)
      throw new ProfileError(
        `Cannot read pprof profile: a location refers to function "${id}", expected one of the file's ${this.#functions.size}`,
      );
    return { name: this.#text(named.name) || this.#text(named.systemName), file: this.#text(named.file), line, column };
  }

  #addFrame(frame: NamedFrame): number {
    checkLimit("pprof", "stacks", this.#frames.length + 1, this.#limits);
    return this.#frames.push(frame) - 1;
  }

  #text(index: number): string {
    const entry = this.#strings[index];
    if (typeof entry === "string") return entry;
    if (!entry) {
      if (index === 0) return "";
      throw new ProfileError(`Cannot read pprof profile: string "${index}", expected a number below ${this.#strings.length}`);
    }
    const [start, end] = entry;
    checkLimit("pprof", "nameLength", Math.ceil((end - start) / MAX_UTF8), this.#limits);
    const text = new TextDecoder().decode(this.#bytes.subarray(start, end));
    this.#strings[index] = text;
    return text;
  }
}

/** Bytes of UTF-8 for one UTF-16 unit, at most. */
const MAX_UTF8 = 3;

/** Go's heap profile, the one with the most, has four. */
const MAX_TYPES = 32;

function valueType(message: MessageReader): { type: number; unit: number } {
  let [type, unit] = [0, 0];
  while (message.next())
    if (message.field === VALUE_TYPE.type) type = message.index();
    else if (message.field === VALUE_TYPE.unit) unit = message.index();
    else message.skip();
  return { type, unit };
}

export const pprofWriter: ProfileWriter = {
  format: "pprof",
  contentType: "application/octet-stream",
  extension: ".pb",

  write(profile: Profile, { title }: WriteOptions = {}) {
    const strings = new Map<string, number>([["", 0]]);
    const text = (value: string) => {
      let index = strings.get(value);
      if (index === undefined) {
        index = strings.size;
        strings.set(value, index);
      }
      return index;
    };
    const functions = new Map<string, { readonly id: number; readonly name: number; readonly file: number }>();
    const out = new MessageWriter();
    const type = (field: number, name: string, unit: string) =>
      out.message(field, (message) => {
        message.number(VALUE_TYPE.type, text(name));
        message.number(VALUE_TYPE.unit, text(unit));
      });
    const counted = isCounted(profile);
    if (!counted) type(PROFILE.sampleType, "samples", "count");
    type(PROFILE.sampleType, profile.sampleType, profile.unit);
    for (const { stack, weight, samples } of profile)
      out.message(PROFILE.sample, (message) => {
        message.numbers(
          SAMPLE.locationId,
          Array.from(profile.frameIdsOf(stack).toReversed(), (id) => id + 1),
        );
        message.numbers(SAMPLE.value, [...(counted ? [] : [Math.round(samples)]), Math.round(weight)]);
      });
    out.message(PROFILE.mapping, (message) => message.number(MAPPING.id, 1));
    profile.frames.forEach((frame, i) => {
      const key = `${frame.file}\0${frame.function}`;
      let named = functions.get(key);
      if (!named) {
        named = { id: functions.size + 1, name: text(frame.function), file: text(frame.file) };
        functions.set(key, named);
      }
      const { id } = named;
      out.message(PROFILE.location, (message) => {
        message.number(LOCATION.id, i + 1);
        message.number(LOCATION.mappingId, 1);
        message.message(LOCATION.line, (line) => {
          line.number(LINE.functionId, id);
          line.number(LINE.line, frame.line);
          line.number(LINE.column, frame.column);
        });
      });
    });
    for (const { id, name, file } of functions.values())
      out.message(PROFILE.function, (message) => {
        message.number(FUNCTION.id, id);
        message.number(FUNCTION.name, name);
        message.number(FUNCTION.systemName, name);
        message.number(FUNCTION.filename, file);
      });
    out.number(PROFILE.timeNanos, profile.startTimeUnixNano);
    out.number(PROFILE.durationNanos, profile.durationNano);
    type(PROFILE.periodType, profile.sampleType, profile.unit);
    out.number(PROFILE.period, Math.round(profile.period));
    if (title !== undefined) out.numbers(PROFILE.comment, [text(title)]);
    out.number(PROFILE.defaultSampleType, text(profile.sampleType));
    for (const string of strings.keys()) out.bytes(PROFILE.stringTable, new TextEncoder().encode(string));
    return out.finish();
  },
};

/** Whether the weights are the numbers of samples themselves. */
const isCounted = ({ sampleType, unit }: Profile) => unit === "count" && (sampleType === "samples" || sampleType === "sample");
