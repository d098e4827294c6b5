import type { Limits } from "../limits.ts";
import type { Profile, ProfileAbout } from "../profile.ts";

/** Formats that can be read. */
export type ReadFormat = "folded" | "speedscope" | "pprof" | "cpuprofile";

/** Formats that can be written. */
export type WriteFormat = ReadFormat | "json" | "svg";

export interface ReadOptions {
  /** What differs from LIMITS. */
  readonly limits?: Partial<Limits>;
  /** What holds where the bytes do not say, such as the sample type of folded text. */
  readonly about?: Partial<ProfileAbout>;
}

export interface WriteOptions {
  /** What the profile is of, for people: the heading of an SVG, the name in speedscope. Default: the profile's name. */
  readonly title?: string;
  /** What else is to be said beside the number of samples, such as `42 spans`. Only in an SVG. */
  readonly note?: string;
}

/** Reads what a profiler wrote. */
export interface ProfileReader {
  readonly format: ReadFormat;
  /** Whether bytes look like this format, judged by their beginning. */
  detects(bytes: Uint8Array): boolean;
  /**
   * One profile per sample type or thread that the file holds; at least one. The bytes are unpacked: gzip is the caller's.
   * Throws ProfileError, and nothing else, for bytes that are none or that are beyond the limits.
   */
  read(bytes: Uint8Array, options?: ReadOptions): Profile[];
}

/** Writes a profile for another program or for people. */
export interface ProfileWriter {
  readonly format: WriteFormat;
  /** Of the HTTP response. */
  readonly contentType: string;
  /** Of a file, with the dot. */
  readonly extension: string;
  /** The whole file; pprof's is not packed. */
  write(profile: Profile, options?: WriteOptions): Uint8Array;
}
