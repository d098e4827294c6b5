import { expect, test } from "@jest/globals";
import { found, spansets } from "./testing/find.ts";
import type { ShortSpan } from "./testing/trace.ts";

const SPANS: readonly ShortSpan[] = [
  { id: "1", name: "a", durationNano: 10n, attributes: { n: 1n } },
  { id: "2", name: "b", durationNano: 20n, attributes: { n: 2.5 } },
  { id: "3", name: "a", durationNano: 40n, attributes: { n: "x" } },
  { id: "4", name: "c", durationNano: 5n },
];

test("a filter in a pipeline keeps the spans of each set that match, and drops sets without any", () => {
  expect(found("{} | { name = `a` } | { duration > 10ns }", SPANS)).toEqual([["3"]]);
  expect(found("{} | by(name) | { duration >= 20ns }", SPANS)).toEqual([["3"], ["2"]]);
  expect(found("{ name = `a` } | { name = `b` }", SPANS)).toEqual([]);
});

test("an operation in a pipeline looks at the spans of each set only", () => {
  const spans = [
    { id: "p", name: "a" },
    { id: "q", parent: "p", name: "a" },
    { id: "r", parent: "p", name: "b" },
  ];
  expect(found("{} | by(name) | {} > {}", spans)).toEqual([["q"]]);
});

test.each([
  ["count() = 4", [4n]],
  ["count() > 1.5", [4n]],
  ["min(duration) = 5ns", [5n]],
  ["max(duration) = 40ns", [40n]],
  ["sum(duration) = 75ns", [75n]],
  ["avg(duration) = 18.75", [18.75]],
  ["avg(duration) < 19ns", [18.75]],
  ["sum(span.n) = 3.5", [3.5]],
  ["max(span.n) > 2", [2.5]],
  ["min(span.n) = 1", [1n]],
  ["avg(span.n) = 1.75", [1.75]],
  ["sum(duration + 1) = 79", [79n]],
  ["2 < count()", [4n]],
  ["count() * 2 = 8", [4n]],
  ["count() / 3 = 1", [4n]],
  ["max(duration) / min(duration) > 7.9", [40n, 5n]],
  ["max(duration) - min(duration) > sum(span.n)", [40n, 5n, 3.5]],
])("{} | %s keeps the set and says %p", (filter, values) => {
  expect(spansets(`{} | ${filter}`, SPANS)).toMatchObject([{ spans: { length: 4 }, scalars: values.map((value) => ({ value })) }]);
});

test.each([
  "count() > 4",
  "count() != 4",
  "avg(duration) > 20ns",
  "min(span.nothing) < 1",
  "sum(span.text) >= 0",
  "max(span.n) + max(span.m) > 0",
])("{} | %s drops the set", (filter) => {
  expect(found(`{} | ${filter}`, SPANS)).toEqual([]);
});

test("NaN is not counted, and integers are added exactly", () => {
  const numbers = (...values: (bigint | number)[]) => values.map((n, at) => ({ id: `${at}`, attributes: { n } }));
  expect(spansets("{} | max(span.n) > 0", numbers(NaN, 1n))).toMatchObject([{ scalars: [{ value: 1n }] }]);
  expect(found("{} | max(span.n) > 0", numbers(NaN))).toEqual([]);
  expect(found("{} | sum(span.n) = 9007199254740993", numbers(2n ** 53n, 1n))).toEqual([["0", "1"]]);
  expect(found("{} | avg(span.n) = 9007199254740993", numbers(2n ** 53n, 2n ** 53n + 2n))).toEqual([["0", "1"]]);
});

test("an aggregate takes each value of an event's field", () => {
  const spans = [
    { id: "1", startNano: 5n, events: [{ timeNano: 6n }, { timeNano: 9n }] },
    { id: "2", events: [{ timeNano: 1n }] },
  ];
  expect(spansets("{} | max(event:timeSinceStart) > 0ns", spans)).toMatchObject([{ scalars: [{ value: 4n }] }]);
  expect(spansets("{} | sum(event:timeSinceStart) > 0ns", spans)).toMatchObject([{ scalars: [{ value: 6n }] }]);
});

test("scalars of filters add up", () => {
  expect(spansets("{} | count() > 1 | avg(duration) > 1ns", SPANS)).toMatchObject([{ scalars: [{ value: 4n }, { value: 18.75 }] }]);
});

test("by() splits each set by value, and what is not there is a group, too", () => {
  expect(spansets("{} | by(name)", SPANS).map(({ spans, groups }) => [groups[0]?.value, spans.length])).toEqual([
    ["a", 2],
    ["b", 1],
    ["c", 1],
  ]);
  expect(spansets("{} | by(span.n)", SPANS).map(({ groups }) => groups[0]?.value)).toEqual([1n, 2.5, "x", undefined]);
  expect(spansets("{} | by(duration > 15ns)", SPANS).map(({ groups }) => groups[0]?.value)).toEqual([false, true]);
  expect(spansets("{} | by(status, kind)", SPANS).map(({ groups }) => groups.map(({ value }) => value))).toEqual([["unset", "internal"]]);
});

test("by() tells values apart by type, whatever they look like", () => {
  const values = [1n, 1, "1", true, "true", ["a", "b"], ["a,b"], ["a", ["b"]], [], "a"];
  const spans = [...values, ...values].map((n, at) => ({ id: `${at}`, attributes: { n } }));
  expect(spansets("{} | by(span.n)", spans).map(({ spans: of }) => of.length)).toEqual([3, 2, 2, 2, 2, 2, 2, 2, 2].with(0, 2).concat(2));
});

test("by() after by() splits further and keeps both", () => {
  expect(spansets("{} | by(name) | by(duration > 15ns)", SPANS).map(({ groups }) => groups.map(({ value }) => value))).toEqual([
    ["a", false],
    ["a", true],
    ["b", true],
    ["c", false],
  ]);
});

test("of several values by() takes the first", () => {
  const spans = [{ id: "1", events: [{ name: "x" }, { name: "y" }] }, { id: "2", events: [{ name: "x" }] }, { id: "3" }];
  expect(spansets("{} | by(event:name)", spans).map(({ groups, spans: of }) => [groups[0]?.value, of.length])).toEqual([
    ["x", 2],
    [undefined, 1],
  ]);
});

test("coalesce() makes one set of all again, without groups and scalars", () => {
  expect(spansets("{} | by(name) | count() > 0 | coalesce()", SPANS)).toMatchObject([{ spans: { length: 4 }, groups: [], scalars: [] }]);
  expect(found("{} | by(name) | count() > 1 | coalesce() | count() = 2", SPANS)).toEqual([["1", "3"]]);
  expect(found("{ name = `z` } | coalesce()", SPANS)).toEqual([]);
});

test("select() keeps the sets", () => {
  expect(found("{ name = `a` } | select(span.n, duration)", SPANS)).toEqual([["1", "3"]]);
});

test("a trace without spans does not match", () => {
  expect(found("{}", [])).toEqual([]);
  expect(found("{} | count() = 0", [])).toEqual([]);
});
