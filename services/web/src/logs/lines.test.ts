import { expect, test } from "@jest/globals";
import type { Log } from "@throughline/api";
import { isOpen, linesOf } from "./lines.ts";

const log = (id: string) => ({ id }) as Log;

test("each line has a key of its own, also where the same record came twice", () => {
  expect(linesOf(log("b"), [log("a"), log("b"), log("a")]).map(({ key }) => key)).toEqual(["pinned b", "a", "b", "a 1"]);
});

test("a line that is pinned on top is not opened a second time at its place", () => {
  const lines = linesOf(log("b"), [log("a"), log("b")]);
  expect(lines.map((line) => isOpen(line, "b", log("b")))).toEqual([true, false, false]);
  expect(linesOf(undefined, [log("b")]).map((line) => isOpen(line, "b", undefined))).toEqual([true]);
});
