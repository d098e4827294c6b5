import { test } from "@jest/globals";
import { tool } from "./tool.ts";

/** `test` where the commands are all installed; otherwise it skips. */
export function testWith(...names: readonly string[]): typeof test {
  const missing = names.filter((name) => tool(name) === undefined);
  if (missing.length === 0) return test;
  const { skip } = test;
  return ((name: string, run: () => Promise<void>) => skip(`${name} (not installed: ${missing.join(", ")})`, run)) as typeof test;
}
