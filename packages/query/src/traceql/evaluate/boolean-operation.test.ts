import { expect, test } from "@jest/globals";
import { found } from "./testing/find.ts";

const SPANS = [
  { id: "1", name: "a" },
  { id: "2", name: "b" },
  { id: "3", name: "a" },
];

test("`&&` gives the spans of both sides if both have some", () => {
  expect(found("{ name = `b` } && { span:id = `1` || span:id = `2` }", SPANS)).toEqual([["1", "2"]]);
  expect(found("{ name = `a` } && { name = `c` }", SPANS)).toEqual([]);
  expect(found("{ name = `c` } && { name = `a` }", SPANS)).toEqual([]);
});

test("`||` gives the spans of both sides if any has some", () => {
  expect(found("{ name = `b` } || { span:id = `1` || span:id = `2` }", SPANS)).toEqual([["1", "2"]]);
  expect(found("{ name = `c` } || { name = `a` }", SPANS)).toEqual([["1", "3"]]);
  expect(found("{ name = `c` } || { name = `d` }", SPANS)).toEqual([]);
});

test("the sides may be pipelines, of which the spans of all sets count", () => {
  expect(found("({} | by(name) | count() > 1) && ({ name = `b` })", SPANS)).toEqual([["1", "2", "3"]]);
  expect(found("({} | count() > 5) && {}", SPANS)).toEqual([]);
  expect(found("({} | by(name)) || { name = `c` }", SPANS)).toEqual([["1", "2", "3"]]);
});
