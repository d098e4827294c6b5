import { expect, test } from "@jest/globals";
import { satisfies } from "./version-range.ts";

test.each([
  ["8.16.3", ">=8.0.3 <9"],
  ["8.0.3", ">=8.0.3 <9"],
  ["3.35.0", ">=3.35.0"],
  ["1.14.0", "^1.0.0"],
  ["0.2.9", "^0.2.3"],
  ["6.3.9", ">=4.0.0 <6.4"],
  ["2.0.0", "2.0.0"],
  ["8.1.0+build-7", ">=8.0.3 <9"],
  ["1.0.0", "*"],
])("satisfies(%j, %j)", (version, range) => {
  expect(satisfies(version, range)).toBe(true);
});

test.each([
  ["9.0.0", ">=8.0.3 <9"],
  ["8.0.2", ">=8.0.3 <9"],
  ["2.0.0", "^1.0.0"],
  ["0.3.0", "^0.2.3"],
  ["6.4.0", ">=4.0.0 <6.4"],
  ["8.1.0-beta.1", ">=8.0.3 <9"],
  ["none", "*"],
  ["1.0.0", "about 1"],
])("not satisfies(%j, %j)", (version, range) => {
  expect(satisfies(version, range)).toBe(false);
});
