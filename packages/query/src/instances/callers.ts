import { codeFrame } from "@throughline/model";

/** Who called the code that held an event loop. */
export interface Callers {
  /** Functions of the app's own code, the innermost first. */
  readonly callers: readonly string[];
  /** What ran the outermost of them; null: none of these, or it is not known. */
  readonly ranBy: RanBy | null;
}

export type RanBy = "timer" | "immediate" | "request";

/** Frames of Node that tell it. */
const ROOTS: readonly (readonly [RegExp, RanBy])[] = [
  [/\b(?:listOnTimeout|processTimers) \(node:/, "timer"],
  [/\bprocessImmediate \(node:/, "immediate"],
  [/\b(?:parserOnIncoming|onRequest|sessionOnStream\w*) \(node:/, "request"],
];

const NOT_OWN = /node_modules[\\/]|\(node:|at (?:async )?node:|[\\/](?:@throughline[\\/])?sdk[\\/]dist[\\/]/;

const MOST = 8;

/** Reads them off the first of a block's stacks that has the place in it. */
export function callersOf(
  stacks: readonly string[],
  { function: name, file, line }: { readonly function: string | null; readonly file: string | null; readonly line: number | null },
): Callers {
  for (const stack of stacks) {
    const lines = stack.split("\n");
    const at = lines.findIndex((text) => {
      const frame = codeFrame(text);
      return frame?.line === line && frame.file.endsWith(file ?? "") && (frame.function ?? "<anonymous>") === (name ?? "<anonymous>");
    });
    if (at < 0) continue;
    const outward = lines.slice(at + 1);
    const names = outward.filter((text) => !NOT_OWN.test(text)).flatMap((text) => nameOf(text) ?? []);
    // One that calls itself is one.
    const callers = names.filter((caller, index) => caller !== (names[index - 1] ?? name)).slice(0, MOST);
    return { callers, ranBy: ROOTS.find(([frame]) => outward.some((text) => frame.test(text)))?.[1] ?? null };
  }
  return { callers: [], ranBy: null };
}

function nameOf(text: string): string | undefined {
  const frame = codeFrame(text);
  return frame && (frame.function ?? `${frame.file.split(/[\\/]/).at(-1)}:${frame.line}`);
}
