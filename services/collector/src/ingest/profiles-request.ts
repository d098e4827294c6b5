import { ByteBuffer } from "@throughline/clickhouse";
import { jsonToMessage, PROFILE_FIELDS, WIRE } from "@throughline/otlp";
import { type Frame, ROOT } from "@throughline/profile";
import { IngestError } from "./ingest-error.ts";
import type { IngestParameters } from "./ingest-parameters.ts";
import type { ReadFile, ReadProfile } from "./read-profiles.ts";

const REQUEST = PROFILE_FIELDS.ExportProfilesServiceRequest;
const GROUP = PROFILE_FIELDS.ResourceProfiles;
const SCOPE_GROUP = PROFILE_FIELDS.ScopeProfiles;
const PROFILE = PROFILE_FIELDS.Profile;
const SAMPLE = PROFILE_FIELDS.Sample;
const TABLES = PROFILE_FIELDS.ProfilesDictionary;

/** What one upload may become. A tree of a few megabytes can hold stacks of gigabytes, since they share what they have in common. */
const MAX_SAMPLES = 250_000;
const MAX_STACK_FRAMES = 4_000_000;

/**
 * The bytes of an OTLP profiles request that says the same as a profile in another format: from here on both take the same road. The same
 * profile with the same parameters gives the same bytes.
 * @throws IngestError if there is too much of it.
 */
export function profilesRequest(file: ReadFile, parameters: IngestParameters): Uint8Array {
  checkSize(file);
  const dictionary = new DictionaryWriter();
  const shared = sharedAttributes(parameters, dictionary);
  const link = parameters.traceId === undefined ? 0 : dictionary.link(parameters.traceId);
  const group = new ByteBuffer();
  bytesField(group, GROUP.resource, resource(parameters.service));
  const scope = new ByteBuffer();
  for (const each of file.profiles) {
    const { name } = each.profile;
    const attributes = file.profiles.length > 1 && name !== "" ? [...shared, dictionary.attribute("thread.name", name)] : shared;
    messageField(scope, SCOPE_GROUP.profiles, profileMessage(each, parameters, dictionary, attributes, link));
  }
  messageField(group, GROUP.scopeProfiles, scope);
  const request = new ByteBuffer(group.length + 1_024);
  messageField(request, REQUEST.resourceProfiles, group);
  messageField(request, REQUEST.dictionary, dictionary.message());
  return request.written;
}

function checkSize({ format, profiles }: ReadFile): void {
  let samples = 0;
  let frames = 0;
  for (const { profile } of profiles)
    for (const { stack } of profile) {
      samples++;
      frames += profile.depthOf(stack);
    }
  if (samples > MAX_SAMPLES || frames > MAX_STACK_FRAMES)
    throw new IngestError(
      `the ${format} profile has ${samples} different stacks of ${frames} frames in all, accepted are ${MAX_SAMPLES} and ${MAX_STACK_FRAMES}`,
      413,
    );
}

function resource(service: string): Uint8Array {
  return jsonToMessage("Resource", JSON.stringify({ attributes: [{ key: "service.name", value: { stringValue: service } }] }));
}

function sharedAttributes({ correlationId }: IngestParameters, dictionary: DictionaryWriter): number[] {
  return correlationId === undefined ? [] : [dictionary.attribute("correlation.id", correlationId)];
}

function profileMessage(
  { profile, type, unit, scale, period }: ReadProfile,
  { start, duration }: IngestParameters,
  dictionary: DictionaryWriter,
  attributes: readonly number[],
  link: number,
): ByteBuffer {
  const message = new ByteBuffer(1_024);
  const valueType = new ByteBuffer();
  varintField(valueType, PROFILE_FIELDS.ValueType.typeStrindex, dictionary.string(type));
  varintField(valueType, PROFILE_FIELDS.ValueType.unitStrindex, dictionary.string(unit));
  messageField(message, PROFILE.sampleType, valueType);
  messageField(message, PROFILE.periodType, valueType);
  varintField(message, PROFILE.period, Math.min(period, Number.MAX_SAFE_INTEGER));
  const time = start ?? profile.startTimeUnixNano;
  if (time > 0n) {
    tag(message, PROFILE.timeUnixNano, WIRE.fixed64);
    message.uint64(Number(BigInt.asIntN(32, time)), Number(BigInt.asIntN(32, time >> 32n)));
  }
  varintField(message, PROFILE.durationNano, Math.min(Number(duration ?? profile.durationNano), Number.MAX_SAFE_INTEGER));
  packedField(message, PROFILE.attributeIndices, attributes);
  const firstLocation = dictionary.locations(profile.frames);
  const sample = new ByteBuffer();
  for (const { stack, weight } of profile) {
    const value = Math.round(weight * scale);
    if (value > Number.MAX_SAFE_INTEGER) throw new IngestError(`a stack weighs ${value}, accepted is at most ${Number.MAX_SAFE_INTEGER}`);
    sample.length = 0;
    varintField(sample, SAMPLE.stackIndex, dictionary.stack(leafFirst(profile, stack, firstLocation)));
    varintField(sample, SAMPLE.linkIndex, link);
    packedField(sample, SAMPLE.values, [value]);
    messageField(message, PROFILE.samples, sample);
  }
  return message;
}

function leafFirst(profile: ReadProfile["profile"], stack: number, firstLocation: number): number[] {
  const locations: number[] = [];
  for (let at = stack; at !== ROOT; at = profile.parentOf(at)) locations.push(firstLocation + profile.frameOf(at));
  return locations;
}

/** Gathers the tables of a dictionary; entry 0 of each stands for none. */
class DictionaryWriter {
  readonly #tables = new ByteBuffer(64 * 1024);
  readonly #entry = new ByteBuffer();
  readonly #inner = new ByteBuffer();
  readonly #strings = new Map<string, number>();
  #locations = 1;
  #stacks = 1;
  #attributes = 1;

  constructor() {
    for (const table of Object.values(TABLES)) messageField(this.#tables, table, this.#entry);
    this.#strings.set("", 0);
  }

  string(text: string): number {
    const known = this.#strings.get(text);
    if (known !== undefined) return known;
    const index = this.#strings.size;
    this.#strings.set(text, index);
    bytesField(this.#tables, TABLES.stringTable, Buffer.from(text));
    return index;
  }

  /** A function and a location for each frame; gives the number of the first location. */
  locations(frames: readonly Frame[]): number {
    const first = this.#locations;
    for (const frame of frames) {
      const entry = this.#start();
      varintField(entry, PROFILE_FIELDS.Function.nameStrindex, this.string(frame.function));
      varintField(entry, PROFILE_FIELDS.Function.filenameStrindex, this.string(frame.file));
      messageField(this.#tables, TABLES.functionTable, entry);
      const line = this.#inner;
      line.length = 0;
      varintField(line, PROFILE_FIELDS.Line.functionIndex, this.#locations);
      varintField(line, PROFILE_FIELDS.Line.line, frame.line);
      varintField(line, PROFILE_FIELDS.Line.column, frame.column);
      messageField(this.#start(), PROFILE_FIELDS.Location.lines, line);
      messageField(this.#tables, TABLES.locationTable, this.#entry);
      this.#locations++;
    }
    return first;
  }

  stack(locations: readonly number[]): number {
    packedField(this.#start(), PROFILE_FIELDS.Stack.locationIndices, locations);
    messageField(this.#tables, TABLES.stackTable, this.#entry);
    return this.#stacks++;
  }

  link(traceId: string): number {
    bytesField(this.#start(), PROFILE_FIELDS.Link.traceId, Buffer.from(traceId, "hex"));
    messageField(this.#tables, TABLES.linkTable, this.#entry);
    return 1; // there is one
  }

  attribute(key: string, value: string): number {
    const entry = this.#start();
    varintField(entry, PROFILE_FIELDS.KeyValueAndUnit.keyStrindex, this.string(key));
    bytesField(entry, PROFILE_FIELDS.KeyValueAndUnit.value, jsonToMessage("AnyValue", JSON.stringify({ stringValue: value })));
    messageField(this.#tables, TABLES.attributeTable, entry);
    return this.#attributes++;
  }

  message(): ByteBuffer {
    return this.#tables;
  }

  #start(): ByteBuffer {
    this.#entry.length = 0;
    return this.#entry;
  }
}

function tag(out: ByteBuffer, field: number, wire: number): void {
  out.varint(field * 8 + wire);
}

/** A whole number from 0 to 2^53; nothing if it is 0, which is the default of every field. */
function varintField(out: ByteBuffer, field: number, value: number): void {
  if (value === 0) return;
  tag(out, field, WIRE.varint);
  out.varint(value);
}

function bytesField(out: ByteBuffer, field: number, bytes: Uint8Array): void {
  tag(out, field, WIRE.lengthDelimited);
  out.varint(bytes.length);
  out.append(bytes);
}

function messageField(out: ByteBuffer, field: number, message: ByteBuffer): void {
  tag(out, field, WIRE.lengthDelimited);
  out.varint(message.length);
  out.copy(message, 0, message.length);
}

function packedField(out: ByteBuffer, field: number, numbers: readonly number[]): void {
  if (numbers.length === 0) return;
  let bytes = 0;
  for (const number of numbers) bytes += varintLength(number);
  tag(out, field, WIRE.lengthDelimited);
  out.varint(bytes);
  for (const number of numbers) out.varint(number);
}

function varintLength(value: number): number {
  let length = 1;
  for (; value >= 0x80; value = Math.floor(value / 0x80)) length++;
  return length;
}
