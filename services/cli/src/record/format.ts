import { basename } from "node:path";
import type { WriteFormat } from "@throughline/profile";
import { Cannot } from "../cannot.ts";

/** Formats of `record`, and by which endings of a file's name they are meant. */
const ENDINGS: Readonly<Record<RecordFormat, readonly string[]>> = {
  svg: [".svg"],
  speedscope: [".speedscope.json", ".json", ".speedscope"],
  folded: [".folded", ".txt", ".raw", ".collapsed"],
  pprof: [".pb.gz", ".pprof", ".pb"],
  cpuprofile: [".cpuprofile"],
};

export type RecordFormat = Exclude<WriteFormat, "json">;
export const RECORD_FORMATS = Object.keys(ENDINGS) as RecordFormat[];

/** @throws Cannot if the file's name does not say */
export function formatOfFile(file: string): RecordFormat {
  const format = RECORD_FORMATS.find((name) => ENDINGS[name].some((ending) => file.endsWith(ending)));
  if (format === undefined)
    throw new Cannot(
      `Cannot tell the format of "${basename(file)}" from its name: expected one that ends in .svg, .speedscope.json, .folded, .pb.gz or .cpuprofile, or -f`,
    );
  return format;
}

/** `node-4242-2026-01-31T12-00-00.svg` */
export function fileNameFor(subject: string, format: RecordFormat, now: Date): string {
  const time = now.toISOString().slice(0, 19).replaceAll(":", "-");
  return `${subject.replace(/[^\w.-]+/g, "-")}-${time}${ENDINGS[format][0]}`;
}
