import { expect, test } from "@jest/globals";
import { widerStarts } from "./wider.ts";

const NOW = 1_795_653_559_521_000_000n;

test("only ranges that reach further back are offered", () => {
  expect(widerStarts({}, NOW)).toEqual(["-6h", "-24h", "-7d"]);
  expect(widerStarts({ start: "-24h" }, NOW)).toEqual(["-7d"]);
  expect(widerStarts({ start: String(NOW - 12n * 3_600_000_000_000n), end: String(NOW) }, NOW)).toEqual(["-24h", "-7d"]);
});
