import { expect, test } from "@jest/globals";
import { parse } from "@throughline/traceql";
import { logFilterOf, traceQLOf } from "./words.ts";

test.each([
  ["checkout", "checkout", '{ name =~ "(?i).*checkout.*" || resource.service.name =~ "(?i).*checkout.*" }'],
  ["10.0.0.7", '"10.0.0.7"', String.raw`{ name =~ "(?i).*10\\.0\\.0\\.7.*" || resource.service.name =~ "(?i).*10\\.0\\.0\\.7.*" }`],
  [
    '"connection reset"',
    '"connection reset"',
    '{ name =~ "(?i).*connection reset.*" || resource.service.name =~ "(?i).*connection reset.*" }',
  ],
  ["service=cart order.id=77", "service=cart order.id=77", '{ resource.service.name = "cart" && (.order.id = "77" || .order.id = 77) }'],
  ['tier="gold plan"', 'tier="gold plan"', '{ .tier = "gold plan" }'],
  ["event=calculation_failed", "event=calculation_failed", undefined],
  ["AND", '"AND"', '{ name =~ "(?i).*AND.*" || resource.service.name =~ "(?i).*AND.*" }'],
  ["level=oops", '"level=oops"', '{ name =~ "(?i).*level=oops.*" || resource.service.name =~ "(?i).*level=oops.*" }'],
])("%s", (words, filter, traceql) => {
  expect([logFilterOf(words), traceQLOf(words)]).toEqual([filter, traceql]);
});

test.each(['say "', "a(b", "-x -", "\\", "🙂 {", "(?i)", "$^.*"])("%s is looked for as it stands", (words) => {
  expect(() => parse(traceQLOf(words) ?? "")).not.toThrow();
  expect(logFilterOf(words)).toMatch(/^(?:"(?:[^"\\]|\\.)*"|[\p{L}\p{N}_]+| )+$/u);
});
