import { expect, test } from "@jest/globals";
import fc from "fast-check";
import { TraceQLError } from "./error.ts";
import type { Literal } from "./literal.ts";
import { parse, print } from "./query.ts";
import { filtersOf, type SpansetExpression } from "./spanset-expression.ts";

const comparison = (left: object, operator: string, literal: object) => ({
  type: "comparison",
  operator,
  left,
  right: { type: "literal", literal },
});
/** The first condition of a query. */
const conditionOf = (text: string) => filtersOf(parse(text).expression as SpansetExpression)[0]?.condition;

function errorOf(text: string): TraceQLError {
  try {
    parse(text);
  } catch (error) {
    if (error instanceof TraceQLError) return error;
    throw error;
  }
  throw new Error(`parsed: ${text}`);
}

test("parse() reads the query of the quick start", () => {
  expect(
    parse(
      '{ resource.service.name = "cart" && name = "GET /cart" && span.http.route = "/cart/{id}" && duration > 100ms && status = error }',
    ),
  ).toEqual({
    type: "query",
    expression: {
      type: "spanset-filter",
      condition: {
        type: "and",
        operands: [
          comparison({ type: "attribute", scope: "resource", key: "service.name", ofParent: false }, "=", {
            type: "string",
            value: "cart",
          }),
          comparison({ type: "intrinsic", name: "name" }, "=", { type: "string", value: "GET /cart" }),
          comparison({ type: "attribute", scope: "span", key: "http.route", ofParent: false }, "=", {
            type: "string",
            value: "/cart/{id}",
          }),
          comparison({ type: "intrinsic", name: "duration" }, ">", { type: "duration", value: 100_000_000n }),
          comparison({ type: "intrinsic", name: "status" }, "=", { type: "status", value: "error" }),
        ],
      },
    },
    hints: [],
  });
});

test("parse() relates spansets from left to right, and those in parentheses first", () => {
  expect(parse("{ .a = 1 } && ({ kind = server } && {})").expression).toMatchObject({
    type: "spanset-operation",
    operator: "&&",
    left: { type: "spanset-filter" },
    right: { type: "spanset-operation", left: { type: "spanset-filter" }, right: { condition: undefined } },
  });
  expect(parse("{ (.a = 1 && (.b = 2)) && .c = 3 }")).toEqual(parse("{.a=1&&.b=2&&.c=3}"));
});

test("parse() reads each kind of value", () => {
  const values: Record<string, Literal> = {
    '"a\\"b\\n\\u00e9\\x41"': { type: "string", value: 'a"b\néA' },
    '`a\\d+"`': { type: "string", value: 'a\\d+"' },
    "9007199254740993": { type: "int", value: 9007199254740993n },
    maxInt: { type: "int", value: 9223372036854775807n },
    "-9223372036854775808": { type: "int", value: -9223372036854775808n },
    "1.5": { type: "float", value: 1.5 },
    ".5": { type: "float", value: 0.5 },
    "-2e3": { type: "float", value: -2000 },
    "1h30m": { type: "duration", value: 5_400_000_000_000n },
    "1.5μs": { type: "duration", value: 1_500n },
    true: { type: "bool", value: true },
    nil: { type: "nil" },
    ok: { type: "status", value: "ok" },
    consumer: { type: "kind", value: "consumer" },
  };
  for (const [text, literal] of Object.entries(values)) expect(conditionOf(`{ .x = ${text} }`)).toMatchObject({ right: { literal } });
});

test("parse() reads attribute names bare, quoted and mixed", () => {
  for (const [text, scope, key] of [
    ["span.http.request.header.x-id", "span", "http.request.header.x-id"],
    ['span."a b"', "span", "a b"],
    ['resource."k8s/pod"', "resource", "k8s/pod"],
    ['span.a."b } c".d', "span", "a.b } c.d"],
    ['."5xx"', "any", "5xx"],
    [".größe", "any", "größe"],
  ])
    expect(conditionOf(`{${text}="x"}`)).toMatchObject({ left: { type: "attribute", scope, key } });
});

test("parse() skips comments", () => {
  expect(parse("/* all */ { name = `a` // of a\n }")).toEqual(parse('{name="a"}'));
});

test("parse() says what was expected, and where", () => {
  for (const [text, message] of [
    ["", 'expected "{", found the end of the query (line 1, column 1)'],
    ["{ name }", '"name" is a string, not a condition: compare it with something (line 1, column 3)'],
    ["{ name = }", 'expected a value such as "text", 5, 100ms, true, error or nil, found "}" (line 1, column 10)'],
    ["{\n  name == 5 }", 'found "=" (line 2, column 9)'],
    ['{ name = "a }', "string without an end (line 1, column 10)"],
    ["{ name = cart }", 'expected a value, found "cart" (text stands in quotes: "cart") (line 1, column 10)'],
    ["{ service = `cart` }", 'unknown name "service": accepted are name, status,'],
    [
      "{ foo.bar = 1 }",
      'unknown scope "foo": accepted are span., resource., event., link., instrumentation., parent. and "." for any (line 1, column 3)',
    ],
    ["{ duration > 5x }", '"5x…" is neither a number nor a duration such as 100ms (line 1, column 14)'],
    ["{ .a = 9223372036854775808 }", "is beyond 64 bits"],
    ['{ name =~ "\\d" }', 'unknown escape "\\d"'],
    ["{ name =~ `a)|(b` }", 'the regular expression has a ")" without "(" (line 1, column 11)'],
    ["{ name = `a` } {", 'expected an operator, "|" or the end of the query, found "{"'],
    ["{ name = `a` ", 'expected an operator or "}", found the end of the query'],
    [`{ ${"(".repeat(200)}`, "the query is nested more than 100 deep"],
    ["#", 'unexpected character "#" (line 1, column 1)'],
  ] as const)
    expect(errorOf(text).message).toContain(message);
  expect(errorOf("{ name = }")).toMatchObject({ kind: "syntax", position: { offset: 9, line: 1, column: 10 } });
});

test("parse() refuses comparisons that can never be true", () => {
  for (const [text, message] of [
    ['{ status = "error" }', 'status is compared with ok, error or unset, not with "error"'],
    ["{ duration > `100ms` }", "duration is compared with a duration such as 100ms"],
    ["{ name > 5 }", "name is compared with a string"],
    ["{ status > ok }", '"ok" is compared by = and !=, not by >'],
    ["{ .a < nil }", '"nil" is compared by = and !=, not by <'],
    ["{ .a =~ 5 }", "=~ takes a regular expression in quotes"],
    ["{ trace:id > `a` }", '"trace:id" is compared by = and !='],
  ] as const)
    expect(errorOf(text)).toMatchObject({ kind: "type", message: expect.stringContaining(message) });
});

test("parse() gives frozen nodes", () => {
  const query = parse("{ .a = 1 && .b = 2 }");
  expect(Object.isFrozen(query) && Object.isFrozen(query.expression) && Object.isFrozen(conditionOf("{ .a = 1 && .b = 2 }"))).toBe(true);
});

test("parse() takes any text or says why not, and where", () => {
  const piece = fc.oneof(
    fc.string({ unit: "binary" }),
    fc.constantFrom(
      "{",
      "}",
      "(",
      ")",
      "&&",
      "||",
      "=",
      "!~",
      "=~",
      " ",
      "span.a",
      ".b",
      "name",
      '"x"',
      "`y`",
      "5ms",
      "-1",
      "nil",
      "status",
      "error",
      "|",
      ">>",
      "1.5",
      "//",
      "/*",
    ),
  );
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 12 }), (pieces) => {
      const text = pieces.join("");
      try {
        expect(parse(print(parse(text)))).toEqual(parse(text));
      } catch (error) {
        if (!(error instanceof TraceQLError)) throw error;
        expect(error.position?.offset).toBeLessThanOrEqual(text.length);
      }
    }),
    { numRuns: 2_000 },
  );
});
