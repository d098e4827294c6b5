import { expect, test } from "@jest/globals";
import fc from "fast-check";
import { TraceQLError } from "./error.ts";
import { parse, print } from "./query.ts";
import { conditionOf, errorOf } from "./testing/read.ts";

const comparison = (left: object, operator: string, literal: object) => ({
  type: "comparison",
  operator,
  left,
  right: { type: "literal", literal },
});

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

test("parse() skips comments", () => {
  expect(parse("/* all */ { name = `a` // of a\n }")).toEqual(parse('{name="a"}'));
});

test("parse() says what was expected, and where", () => {
  for (const [text, message] of [
    ["", 'syntax 1:1 expected "{", found the end of the query'],
    ["  nonsense", 'syntax 1:3 expected "{", found "nonsense"'],
    ["{\n\n  .a = }", 'syntax 3:8 expected a value such as "text", 5, 100ms, true, error or nil, found "}"'],
    ["{ name = `a` } {", 'syntax 1:16 expected an operator, "|" or the end of the query, found "{"'],
    ["#", 'syntax 1:1 unexpected character "#"'],
    ["{} /* all", "syntax 1:4 comment without an end"],
  ] as const)
    expect(errorOf(text)).toBe(message);
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
