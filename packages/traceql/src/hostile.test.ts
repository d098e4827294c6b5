import { expect, test } from "@jest/globals";
import { completionsAt } from "./completion.ts";
import { TraceQLError } from "./error.ts";
import { parse, parseAll } from "./query.ts";
import { MAX_LENGTH } from "./tokens.ts";

/** The piece again and again, as long as a query may be, behind a beginning. */
const filled = (piece: string, beginning = "") => (beginning + piece.repeat(MAX_LENGTH / piece.length)).slice(0, MAX_LENGTH - 100);

const HOSTILE: Readonly<Record<string, string>> = {
  "10 000 parentheses": `{ ${"(".repeat(10_000)}.a${")".repeat(10_000)} }`,
  "10 000 parentheses around spansets": `${"(".repeat(10_000)}{}${")".repeat(10_000)}`,
  "a megabyte of garbage": '}{)(|&=~!<>"`a1.#'.repeat(65_536),
  "a megabyte of a string": `{ .a = "${"x".repeat(2 ** 20)}" }`,
  pipes: filled("| ", "{}"),
  "pipelines in pipelines": filled("({} | "),
  "unary operators": filled("!", "{ "),
  signs: filled("-", "{} | count() > "),
  powers: filled("1^", "{ .a = "),
  sums: filled("1 + ", "{ .a = "),
  comparisons: filled("= .a ", "{ .a "),
  "structural operators": filled(">> {} ", "{} "),
  "metrics arithmetic": filled("+ 1 ", "({} | rate()) "),
  "unknown characters": filled("# "),
  "comments that never end": filled("/* "),
  digits: filled("9", "{ .a = "),
  durations: filled("1s", "{ .a = "),
  escapes: filled("\\q", '{ .a = "'),
  "groups of a regular expression": filled("(", "{ .a =~ `"),
  "classes of a regular expression": filled("[[:", "{ .a =~ `"),
};

test.each(Object.keys(HOSTILE))("%s are an error, never a stack overflow", (name) => {
  const text = HOSTILE[name] ?? "";
  expect(() => parse(text)).toThrow(TraceQLError);
  const { errors } = parseAll(text);
  expect(errors.length).toBeGreaterThan(0);
  expect(errors.length).toBeLessThanOrEqual(100);
  for (const { message } of errors) expect(message.length).toBeLessThan(1_000);
  expect(completionsAt(text, text.length).items.length).toBeLessThan(1_000);
});

test.each([
  [
    "conditions",
    filled(".a && ", "{ ")
      .slice(0, -3)
      .replace(/[ &.a]*$/, " }"),
  ],
  ["stages", filled(" | {}", "{}").replace(/[ |{]*$/, "")],
  ["fields", `${filled(".a, ", "{} | select(")}.a)`],
])("many %s in a row are none", (_, text) => {
  expect(parse(text).type).toBe("query");
});

test("parse() accepts what is nested up to the limit", () => {
  expect(parse(`{ ${"(".repeat(90)}.a${")".repeat(90)} }`)).toEqual(parse("{ .a }"));
  expect(parse(`{ .a = 1${" + 1".repeat(90)} }`).type).toBe("query");
});

test("parse() says where a query is too long", () => {
  expect(() => parse(" ".repeat(MAX_LENGTH + 1))).toThrow(
    `the query is longer than ${MAX_LENGTH} characters (line 1, column ${MAX_LENGTH + 1})`,
  );
});
