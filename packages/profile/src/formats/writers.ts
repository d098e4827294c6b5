import type { Profile } from "../profile.ts";
import { cpuprofileWriter } from "./cpuprofile.ts";
import { foldedWriter } from "./folded.ts";
import type { ProfileWriter, WriteFormat, WriteOptions } from "./format.ts";
import { jsonWriter } from "./json.ts";
import { pprofWriter } from "./pprof.ts";
import { speedscopeWriter } from "./speedscope.ts";
import { svgWriter } from "./svg.ts";

/** Every format that can be written, by name. */
export const WRITERS: ReadonlyMap<string, ProfileWriter> = new Map<WriteFormat, ProfileWriter>([
  ["json", jsonWriter],
  ["folded", foldedWriter],
  ["speedscope", speedscopeWriter],
  ["pprof", pprofWriter],
  ["cpuprofile", cpuprofileWriter],
  ["svg", svgWriter],
]);

/** The bytes of a file in the format of that name. Throws TypeError for a format that there is not. */
export function writeProfile(profile: Profile, format: string, options?: WriteOptions): Uint8Array {
  const writer = WRITERS.get(format);
  if (!writer)
    throw new TypeError(`Cannot write a profile in the format "${format.slice(0, 40)}": expected ${[...WRITERS.keys()].join(", ")}`);
  return writer.write(profile, options);
}
