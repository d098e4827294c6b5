import { fit } from "../output/layout.ts";
import type { Paint } from "../output/paint.ts";
import { printable } from "../output/printable.ts";
import type { CheckResult } from "./finding.ts";

const NAME_WIDTH = 14;

/** One line: mark, name, what was found, and what to do about it. What others' servers say must not move the cursor. */
export function findingText({ name, state, text, advice }: CheckResult, paint: Paint): string {
  const mark = { ok: paint.green("✓"), warning: paint.yellow("!"), failed: paint.red("✗") }[state];
  return `${mark} ${paint.bold(fit(name, NAME_WIDTH))}${printable(text)}${advice === undefined ? "" : ` — ${printable(advice)}`}\n`;
}
