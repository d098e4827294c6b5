import { expect, test } from "@jest/globals";
import { errorOf, rewritten, stageOf } from "./testing/read.ts";

test("parse() reads coalesce()", () => {
  expect(stageOf("{} | coalesce ( )")).toEqual({ type: "coalesce" });
  expect(rewritten("{} | coalesce ( )")).toBe("{} | coalesce()");
});

test("parse() refuses what coalesce() does not take", () => {
  expect(errorOf("{} | coalesce(.a)")).toBe('syntax 1:15 expected ")", found ".a"');
});
