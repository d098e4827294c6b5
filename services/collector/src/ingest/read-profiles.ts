import { type Profile, ProfileError, type ProfileReader, READERS } from "@throughline/profile";
import { MAX_REQUEST_BYTES } from "../config.ts";
import { IngestError } from "./ingest-error.ts";
import { DEFAULT_RATE, type IngestParameters } from "./ingest-parameters.ts";

/** An upload is read on the thread that receives: what takes longer than a few seconds must not be one. */
const LIMITS = { bytes: MAX_REQUEST_BYTES, samples: 2_000_000, stacks: 500_000, jsonValues: 3_000_000 };

/** What one sender's bytes hold, and how its weights become values of samples. */
export interface ReadProfile {
  readonly profile: Profile;
  readonly type: string;
  readonly unit: string;
  /** What a weight is multiplied with. */
  readonly scale: number;
  /** Value of one sample, in the unit; 0: not known. */
  readonly period: number;
}

/** A profile in one of the formats that are read, unpacked. */
export interface ReadFile {
  readonly format: string;
  readonly profiles: readonly ReadProfile[];
}

/**
 * Reads a profile in the format that is named, or that the bytes look like.
 * @throws IngestError
 */
export function readFile(bytes: Uint8Array, parameters: IngestParameters): ReadFile {
  const reader = readerOf(bytes, parameters);
  const profiles = read(reader, bytes);
  return { format: reader.format, profiles: profiles.map((profile) => withType(profile, reader.format, parameters)) };
}

function readerOf(bytes: Uint8Array, { format }: IngestParameters): ProfileReader {
  if (bytes.length === 0) throw new IngestError("the body is empty: send a profile");
  const reader = format === undefined ? [...READERS.values()].find((each) => each.detects(bytes)) : READERS.get(format);
  if (!reader) throw new IngestError(`${unknownFormat(bytes)}, accepted are ${[...READERS.keys()].join(", ")}: say which with ?format=`);
  return reader;
}

function unknownFormat(bytes: Uint8Array): string {
  // py-spy 0.4 takes `-o -` for a file of that name, and writes only what it has to say to stdout.
  if (Buffer.from(bytes.subarray(0, 8)).toString("latin1") === "py-spy> ")
    return "the body is what py-spy says, without stacks: they go to stdout with -o /dev/stdout, to a file with -o -. No profile";
  return "the body is a profile in no format that is known";
}

function read(reader: ProfileReader, bytes: Uint8Array): Profile[] {
  try {
    return reader.read(bytes, { limits: LIMITS });
  } catch (error) {
    if (error instanceof ProfileError) throw new IngestError(error.message, error.reason === "limit" ? 413 : 400);
    throw error;
  }
}

/** Formats in which weights may be mere numbers: of samples, if nothing else is said. */
const UNTYPED: ReadonlySet<string> = new Set(["folded", "speedscope"]);

/** Numbers of samples become time at the rate at which they were taken, unless it is said what else they are. */
function withType(profile: Profile, format: string, { type, unit, rate }: IngestParameters): ReadProfile {
  const untyped = UNTYPED.has(format) && profile.sampleType === "samples" && profile.unit === "count";
  if (!untyped) {
    for (const [name, given] of Object.entries({ type, unit, rate }))
      if (given !== undefined)
        throw new IngestError(
          `${name} is for weights without a unit: this ${format} profile says that they are ${profile.sampleType} in ${profile.unit}`,
        );
    return { profile, type: profile.sampleType, unit: profile.unit, scale: 1, period: Math.round(profile.period) };
  }
  if (unit !== undefined) {
    if (rate !== undefined)
      throw new IngestError("give unit, if weights are what they are, or rate, if they are numbers of samples that stand for time");
    return { profile, type: type ?? "samples", unit, scale: 1, period: 0 };
  }
  const period = 1e9 / (rate ?? DEFAULT_RATE);
  return { profile, type: type ?? "cpu", unit: "nanoseconds", scale: period, period: Math.round(period) };
}
