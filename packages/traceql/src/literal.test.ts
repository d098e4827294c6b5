import { expect, test } from "@jest/globals";
import type { Literal } from "./literal.ts";
import { conditionOf, errorOf, rewritten } from "./testing/read.ts";

test.each<[string, Literal]>([
  ['"a\\"b\\n\\u00e9\\x41"', { type: "string", value: 'a"b\néA' }],
  ['`a\\d+"`', { type: "string", value: 'a\\d+"' }],
  ["9007199254740993", { type: "int", value: 9007199254740993n }],
  ["-9223372036854775808", { type: "int", value: -9223372036854775808n }],
  ["maxInt", { type: "int", value: 9223372036854775807n }],
  ["minInt", { type: "int", value: -9223372036854775808n }],
  ["1.5", { type: "float", value: 1.5 }],
  [".5", { type: "float", value: 0.5 }],
  ["-2e3", { type: "float", value: -2000 }],
  ["1h30m", { type: "duration", value: 5_400_000_000_000n }],
  ["-1.5μs", { type: "duration", value: -1_500n }],
  ["2d", { type: "duration", value: 172_800_000_000_000n }],
  ["true", { type: "bool", value: true }],
  ["nil", { type: "nil" }],
  ["ok", { type: "status", value: "ok" }],
  ["consumer", { type: "kind", value: "consumer" }],
])("parse() reads the value %s", (text, literal) => {
  expect(conditionOf(`{ .x = ${text} }`)).toMatchObject({ right: { type: "literal", literal } });
});

test.each([
  ["{ .a = 1.0 }", "{ .a = 1.0 }"],
  ["{ .a = 90m }", "{ .a = 90m }"],
  ["{ .a = 3600s }", "{ .a = 1h }"],
  ["{ .a = 1.5ms }", "{ .a = 1500us }"],
  ["{ .a = 0s }", "{ .a = 0ns }"],
  ["{ .a = -0.0 }", "{ .a = -0.0 }"],
  ["{ .a = 1e30 }", "{ .a = 1e+30 }"],
  ['{ .a = `x"\n` }', '{ .a = "x\\"\\n" }'],
  ["{ .a = - 5 }", "{ .a = -5 }"],
])("print() writes %s as %s", (text, printed) => {
  expect(rewritten(text)).toBe(printed);
});

test.each([
  ["{ .a = 9223372036854775808 }", 'syntax 1:8 "9223372036854775808" is beyond 64 bits'],
  ["{ .a = -9223372036854775809 }", 'syntax 1:8 "-9223372036854775809" is beyond 64 bits'],
  ["{ .a = -(-9223372036854775808) }", 'syntax 1:8 "-(-9223372036854775808)" is beyond 64 bits'],
  ["{ .a = 999999999d }", 'syntax 1:8 "999999999d" is beyond 64 bits'],
  ["{ .a = 1e999 }", 'syntax 1:8 "1e999" is beyond 64 bits'],
  ["{ duration > 5x }", 'syntax 1:14 "5x" is neither a number nor a duration such as 100ms'],
  ['{ name = "a }', "syntax 1:10 string without an end"],
  ['{ name =~ "\\d" }', 'syntax 1:12 unknown escape "\\d" (write "\\\\" for a backslash, or put the text in backquotes)'],
])("parse() refuses %s", (text, error) => {
  expect(errorOf(text)).toBe(error);
});
