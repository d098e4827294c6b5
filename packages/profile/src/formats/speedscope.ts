/**
 * speedscope's own JSON (https://www.speedscope.app/file-format-schema.json), which py-spy, rbspy and others write too. Sampled and evented
 * profiles are read, sampled ones written, one entry for each different stack, with `sampleType` and `period` as additional keys that
 * speedscope passes over. Start and number of samples are not kept.
 */
import { BoundedProfile } from "../bounded-profile.ts";
import { LIMITS, type Limits } from "../limits.ts";
import { ROOT, type FrameId, type Profile, type ProfileAbout } from "../profile.ts";
import { ProfileError } from "../profile-error.ts";
import { parseBoundedJson } from "./bounded-json.ts";
import type { ProfileReader, ProfileWriter, ReadOptions, WriteOptions } from "./format.ts";
import { looksLikeJson, mentionsKey } from "./json-detect.ts";
import { JsonShape } from "./json-shape.ts";

const SCHEMA = "https://www.speedscope.app/file-format-schema.json";

/** Nanoseconds in each of speedscope's units of time. */
const NANOS: Readonly<Record<string, number>> = { nanoseconds: 1, microseconds: 1e3, milliseconds: 1e6, seconds: 1e9 };

interface SharedFrame {
  readonly name: string;
  readonly file: string;
  readonly line: number;
  readonly column: number;
}

const shape = new JsonShape("speedscope");

export const speedscopeReader: ProfileReader = {
  format: "speedscope",

  detects: (bytes) =>
    looksLikeJson(bytes) && (mentionsKey(bytes, SCHEMA) || (mentionsKey(bytes, "shared") && mentionsKey(bytes, "profiles"))),

  read(bytes, { limits, about }: ReadOptions = {}) {
    const all: Limits = { ...LIMITS, ...limits };
    const file = shape.object(parseBoundedJson("speedscope", bytes, all), "the file");
    const shared = shape.object(shape.get(file, "shared"), "shared");
    const frames = shape.array(shape.get(shared, "frames"), "shared.frames").map((value, i): SharedFrame => {
      const frame = shape.object(value, "shared.frames", i);
      return {
        name: shape.text(shape.get(frame, "name"), "name of shared.frames", i),
        file: shape.optionalText(shape.get(frame, "file"), "file of shared.frames", i),
        line: shape.optionalNumber(shape.get(frame, "line"), "line of shared.frames", i),
        column: shape.optionalNumber(shape.get(frame, "col"), "col of shared.frames", i),
      };
    });
    const profiles = shape.array(shape.get(file, "profiles"), "profiles");
    if (profiles.length === 0) throw new ProfileError("Cannot read speedscope profile: profiles is empty, expected at least one");
    if (profiles.length > MAX_PROFILES)
      throw new ProfileError(`Cannot read speedscope profile: ${profiles.length} profiles, expected at most ${MAX_PROFILES}`, "limit");
    return profiles.map((value, i) => readProfile(shape.object(value, "profiles", i), `profiles[${i}]`, frames, all, about));
  },
};

/** Threads in one file. */
const MAX_PROFILES = 4_096;

function readProfile(
  profile: object,
  where: string,
  frames: readonly SharedFrame[],
  limits: Limits,
  about: Partial<ProfileAbout> | undefined,
): Profile {
  const unit = shape.text(shape.get(profile, "unit"), `${where}.unit`);
  const nanos = Object.hasOwn(NANOS, unit) ? NANOS[unit] : undefined;
  const scale = nanos ?? 1;
  if (nanos === undefined && unit !== "none" && unit !== "bytes")
    throw shape.error(unit, "none, nanoseconds, microseconds, milliseconds, seconds or bytes", `${where}.unit`);
  const sampleType = shape.optionalText(shape.get(profile, "sampleType"), `${where}.sampleType`);
  const start = shape.number(shape.get(profile, "startValue"), `${where}.startValue`);
  const end = shape.number(shape.get(profile, "endValue"), `${where}.endValue`);
  const nameless: ProfileAbout = {
    sampleType: sampleType || (nanos !== undefined ? "wall" : unit === "bytes" ? "alloc" : "samples"),
    unit: nanos !== undefined ? "nanoseconds" : unit === "bytes" ? "bytes" : "count",
    period: Math.max(0, shape.optionalNumber(shape.get(profile, "period"), `${where}.period`)),
    durationNano:
      nanos === undefined || !(end > start) || (end - start) * nanos > MAX_NANOS ? 0n : BigInt(Math.round((end - start) * nanos)),
    name: shape.optionalText(shape.get(profile, "name"), `${where}.name`),
  };
  const bounded = new BoundedProfile("speedscope", { ...nameless, ...about }, limits);
  const ids: (FrameId | undefined)[] = [];
  const frameId: FrameIdOf = (value, at, i) => {
    const index = shape.index(value, frames.length, at, i);
    const frame = frames[index] as SharedFrame;
    return (ids[index] ??= bounded.frameId(frame.name, frame.file, frame.line, frame.column));
  };
  const type = shape.get(profile, "type");
  if (type === "sampled") readSamples(profile, where, bounded, frameId, scale);
  else if (type === "evented") readEvents(profile, where, bounded, frameId, scale, end);
  else throw shape.error(type, "sampled or evented", `${where}.type`);
  return bounded.profile;
}

/** A hundred years: more is no duration of a profile. */
const MAX_NANOS = 3.2e18;

type FrameIdOf = (value: unknown, where: string, i: number) => FrameId;

function readSamples(profile: object, where: string, bounded: BoundedProfile, frameId: FrameIdOf, scale: number): void {
  const inSamples = `${where}.samples`;
  const inWeights = `${where}.weights`;
  const samples = shape.array(shape.get(profile, "samples"), inSamples);
  const weights = shape.array(shape.get(profile, "weights"), inWeights);
  if (weights.length !== samples.length)
    throw new ProfileError(
      `Cannot read speedscope profile: ${where} has ${samples.length} samples and ${weights.length} weights, expected as many weights as samples`,
    );
  samples.forEach((value, i) => {
    let stack = ROOT;
    for (const frame of shape.array(value, inSamples, i)) stack = bounded.child(stack, frameId(frame, inSamples, i));
    const weight = shape.number(weights[i], inWeights, i);
    if (weight < 0) throw shape.error(weight, "a number from 0", inWeights, i);
    bounded.addTo(stack, weight * scale);
  });
}

/** Frames are opened and closed in time: what lies between two events is of the stack that is open then. */
function readEvents(profile: object, where: string, bounded: BoundedProfile, frameId: FrameIdOf, scale: number, end: number): void {
  const inEvents = `${where}.events`;
  const open: FrameId[] = [];
  const stacks = [ROOT];
  const stack = () => stacks.at(-1) ?? ROOT;
  let time: number | undefined;
  const passTo = (at: number) => {
    if (time !== undefined && at > time && open.length > 0) bounded.addTo(stack(), (at - time) * scale);
    time = at;
  };
  shape.array(shape.get(profile, "events"), inEvents).forEach((value, i) => {
    const event = shape.object(value, inEvents, i);
    const at = shape.number(shape.get(event, "at"), `time of ${inEvents}`, i);
    if (time !== undefined && at < time)
      throw shape.error(at, `a number from ${time}, where the event before is`, `time of ${inEvents}`, i);
    passTo(at);
    const frame = frameId(shape.get(event, "frame"), `frame of ${inEvents}`, i);
    const type = shape.get(event, "type");
    if (type === "O") {
      stacks.push(bounded.child(stack(), frame));
      open.push(frame);
    } else if (type === "C") {
      if (open.at(-1) !== frame) throw shape.error(value, "to close the frame that was opened last", inEvents, i);
      open.pop();
      stacks.pop();
    } else throw shape.error(type, "O or C", `type of ${inEvents}`, i);
  });
  if (time !== undefined && end > time) passTo(end);
}

export const speedscopeWriter: ProfileWriter = {
  format: "speedscope",
  contentType: "application/json",
  extension: ".speedscope.json",
  write: (profile, options) => writeSpeedscope([profile], options),
};

/** One file of several profiles, such as one for each thread. */
export function writeSpeedscope(profiles: readonly Profile[], { title }: WriteOptions = {}): Uint8Array {
  const shared: { name: string; file?: string; line?: number; col?: number }[] = [];
  const indices = new Map<string, number>();
  const written = profiles.map((profile) => {
    const frames = profile.frames.map(({ function: name, file, line, column }) => {
      const frame = { name, ...(file !== "" && { file }), ...(line > 0 && { line }), ...(column > 0 && { col: column }) };
      const key = JSON.stringify(frame);
      let index = indices.get(key);
      if (index === undefined) {
        index = shared.push(frame) - 1;
        indices.set(key, index);
      }
      return index;
    });
    const samples: (number | undefined)[][] = [];
    const weights: number[] = [];
    for (const { stack, weight } of profile) {
      samples.push(Array.from(profile.frameIdsOf(stack), (id) => frames[id]));
      weights.push(weight);
    }
    return {
      type: "sampled",
      name: profile.name || title || profile.sampleType,
      unit: profile.unit === "nanoseconds" || profile.unit === "bytes" ? profile.unit : "none",
      startValue: 0,
      endValue: profile.weight,
      samples,
      weights,
      sampleType: profile.sampleType,
      ...(profile.period > 0 && { period: profile.period }),
    };
  });
  const file = {
    $schema: SCHEMA,
    exporter: "throughline",
    ...(title !== undefined && { name: title }),
    activeProfileIndex: 0,
    shared: { frames: shared },
    profiles: written,
  };
  return new TextEncoder().encode(JSON.stringify(file));
}
