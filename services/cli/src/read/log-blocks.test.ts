import { expect, test } from "@jest/globals";
import type { Log, LogContext } from "@throughline/api";
import { blocksOf } from "./log-blocks.ts";

const log = (id: string): Log => ({ id }) as Log;
const context = (before: string, id: string, after: string): LogContext => ({
  before: before.split("").map(log),
  log: log(id),
  after: after.split("").map(log),
  notes: [],
});
const shown = (...contexts: LogContext[]): string[] =>
  blocksOf(contexts).map((block) => block.map(({ log: { id }, isMatch }) => (isMatch ? id.toUpperCase() : id)).join(""));

test("blocksOf() joins contexts that overlap, and leaves others apart", () => {
  expect(shown(context("ab", "c", "de"), context("de", "f", "gh"), context("pq", "r", "st"))).toEqual(["abCdeFgh", "pqRst"]);
});

test("blocksOf() marks a match that stands in the context of another", () => {
  expect(shown(context("a", "b", "c"), context("b", "c", "d"))).toEqual(["aBCd"]);
});

test("blocksOf() keeps contexts of two services apart that are of the same time", () => {
  expect(shown(context("a", "b", "c"), context("x", "y", "z"), context("c", "d", "e"))).toEqual(["aBcDe", "xYz"]);
});
