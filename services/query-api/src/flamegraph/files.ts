import { promisify } from "node:util";
import { gzip } from "node:zlib";
import {
  difference,
  foldedWriter,
  pprofWriter,
  type ProfileWriter,
  speedscopeWriter,
  svgWriter,
  writeDifferenceFolded,
  writeDifferenceSvg,
} from "@throughline/profile";
import { aboutText } from "./about.ts";
import type { Gathered } from "./gather.ts";
import { leastShare } from "./nodes.ts";

/** A flame graph in another format than JSON. */
export interface FlameGraphFile {
  readonly contentType: string;
  /** With the dot. */
  readonly extension: string;
  readonly bytes: Uint8Array;
}

const pack = promisify(gzip);

/** How a flame graph is written, by format. */
export const FILES: ReadonlyMap<string, (gathered: Gathered) => Promise<FlameGraphFile>> = new Map([
  ["folded", async (gathered) => written(foldedWriter, gathered)],
  ["speedscope", async (gathered) => written(speedscopeWriter, gathered)],
  ["svg", async (gathered) => written(svgWriter, gathered)],
  [
    "pprof",
    async (gathered) => {
      const { bytes } = written(pprofWriter, gathered);
      return { contentType: "application/octet-stream", extension: ".pb.gz", bytes: await pack(bytes) };
    },
  ],
]);

/** How a difference is written, by format. */
export const DIFFERENCE_FILES: ReadonlyMap<string, (gathered: Gathered, base: Gathered) => Promise<FlameGraphFile>> = new Map([
  ["folded", async ({ profile }, base) => ({ ...placeOf(foldedWriter), bytes: writeDifferenceFolded(difference(base.profile, profile)) })],
  [
    "svg",
    async (gathered, base) => {
      const minShare = Math.max(leastShare(gathered.profile), leastShare(base.profile));
      const title = gathered.name === base.name ? `${gathered.name}, now and before` : `${gathered.name} against ${base.name}`;
      const note = `now ${aboutText(gathered)} · before ${aboutText(base)}`;
      return {
        ...placeOf(svgWriter),
        bytes: writeDifferenceSvg(difference(base.profile, gathered.profile, { minShare }), { title, note }),
      };
    },
  ],
]);

/** What the file is called, without its extension. */
export function fileName({ name, profile }: Gathered): string {
  return `${name}-${profile.sampleType}`.replaceAll(/[^\w.-]+/g, "-").slice(0, 100);
}

function written(writer: ProfileWriter, gathered: Gathered): FlameGraphFile {
  return { ...placeOf(writer), bytes: writer.write(gathered.profile, { title: gathered.name, note: aboutText(gathered) }) };
}

function placeOf({ contentType, extension }: ProfileWriter): Omit<FlameGraphFile, "bytes"> {
  return { contentType, extension };
}
