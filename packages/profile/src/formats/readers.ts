import { ProfileError } from "../profile-error.ts";
import type { Profile } from "../profile.ts";
import { cpuprofileReader } from "./cpuprofile.ts";
import { foldedReader } from "./folded.ts";
import type { ProfileReader, ReadFormat, ReadOptions } from "./format.ts";
import { pprofReader } from "./pprof.ts";
import { speedscopeReader } from "./speedscope.ts";

/** Every format that can be read, by name. They are asked in this order whose bytes these are. */
export const READERS: ReadonlyMap<string, ProfileReader> = new Map<ReadFormat, ProfileReader>([
  ["speedscope", speedscopeReader],
  ["cpuprofile", cpuprofileReader],
  ["pprof", pprofReader],
  ["folded", foldedReader],
]);

const NAMES = [...READERS.keys()].join(", ");

/**
 * Reads a profile in the format of that name, or in the one that the bytes look like. Throws ProfileError, and nothing else, for a format that
 * there is not, and for bytes that are none or that are beyond the limits.
 */
export function readProfiles(bytes: Uint8Array, { format, ...options }: ReadOptions & { readonly format?: string } = {}): Profile[] {
  const reader = format === undefined ? [...READERS.values()].find((each) => each.detects(bytes)) : READERS.get(format);
  if (reader) return reader.read(bytes, options);
  throw new ProfileError(
    format === undefined
      ? `Cannot tell the format of a profile of ${bytes.length} bytes: expected ${NAMES}`
      : `Cannot read a profile in the format "${format.slice(0, 40)}": expected ${NAMES}`,
  );
}
