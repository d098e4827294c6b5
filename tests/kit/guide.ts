import { readFileSync } from "node:fs";
import { join } from "node:path";
import { ROOT } from "./program.ts";

/** What stands in the fenced blocks of a language in a guide, so that a test can run just that. */
export function guideBlocks(guide: string, language: string): string[] {
  const text = readFileSync(join(ROOT, "docs/guides", guide), "utf8");
  return [...text.matchAll(/^```(\w+)\n(.*?)^```$/gms)].flatMap(([, of, block = ""]) => (of === language ? [block] : []));
}

/** The one command of a guide that has these words. */
export function guideCommand(guide: string, words: string): string {
  const found = guideBlocks(guide, "sh")
    .flatMap((block) => block.split("\n"))
    .filter((line) => line.includes(words));
  if (found.length !== 1) throw new Error(`Cannot find the command "${words}" in ${guide}: ${found.length} lines have it`);
  return found[0] as string;
}
