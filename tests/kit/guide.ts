import { readFileSync } from "node:fs";
import { join } from "node:path";
import { ROOT } from "./program.ts";

/** A guide's text, or that of one of its sections. */
export function guideSection(guide: string, heading?: string): string {
  const text = readFileSync(join(ROOT, "docs/guides", guide), "utf8");
  if (heading === undefined) return text;
  const section = text.split(/^## /m).find((part) => part.startsWith(`${heading}\n`));
  if (section === undefined) throw new Error(`Cannot find the section "${heading}" in ${guide}`);
  return section;
}

/** What stands in the fenced blocks of a language in a guide, or in one of its sections, so that a test can run just that. */
export function guideBlocks(guide: string, language: string, heading?: string): string[] {
  const text = guideSection(guide, heading);
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
