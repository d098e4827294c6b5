import { durationText } from "@throughline/model";
import type { Span } from "@throughline/api";

export type Wait = Span["waitedFor"][number];

/** What held an event loop, in short: `similarity catalog.ts:47`. */
export function holderText({ function: name, file, line }: Pick<Wait, "function" | "file" | "line">): string {
  if (file === null) return name ?? "code that could not be named";
  const end = file.split(/[\\/]/).at(-1) ?? file;
  return `${name ?? "code"} ${end}${line === null ? "" : `:${line}`}`;
}

/** Who held whose event loop for how long: `catalog's event loop was held 799 ms by similarity catalog.ts:47`. */
export function waitText(wait: Wait): string {
  return `${wait.service}'s event loop was held ${durationText(BigInt(wait.durationNano))} by ${holderText(wait)}`;
}
