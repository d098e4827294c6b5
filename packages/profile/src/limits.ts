import { ProfileError } from "./profile-error.ts";

/** How much a reader takes from one file. What is beyond is a ProfileError with the reason `limit`. */
export interface Limits {
  /** Size of the file, unpacked. */
  readonly bytes: number;
  /** Samples, or lines of folded text. */
  readonly samples: number;
  /** Different stacks, those that were only called through included. */
  readonly stacks: number;
  /** Different frames. */
  readonly frames: number;
  /** Frames in a stack. */
  readonly depth: number;
  /** UTF-16 units in the name of a function or file. */
  readonly nameLength: number;
  /** Numbers, strings, objects and arrays of a JSON file; counted before any is built. */
  readonly jsonValues: number;
}

export const LIMITS: Limits = {
  bytes: 128 * 1024 * 1024,
  samples: 5_000_000,
  stacks: 1_000_000,
  frames: 250_000,
  depth: 1_024,
  nameLength: 4_096,
  jsonValues: 5_000_000,
};

/** Throws ProfileError if there is more of something than the limits allow. */
export function checkLimit(format: string, what: keyof Limits, value: number, limits: Limits): void {
  if (value > limits[what])
    throw new ProfileError(`Cannot read ${format} profile: ${value} ${WHAT[what]}, expected at most ${limits[what]}`, "limit");
}

const WHAT: Readonly<Record<keyof Limits, string>> = {
  bytes: "bytes",
  samples: "samples",
  stacks: "different stacks",
  frames: "different frames",
  depth: "frames in one stack",
  nameLength: "characters in one name",
  jsonValues: "JSON values",
};
