import { expect, test } from "@jest/globals";
import fc from "fast-check";
import { LogFilterError } from "./error.ts";
import { type LogFilter, parseLogFilter } from "./filter.ts";

/** A filter in the notation of its tree, for comparison. */
function show(filter: LogFilter): string {
  switch (filter.type) {
    case "word":
    case "phrase":
      return filter.type === "word" ? filter.text : `"${filter.text}"`;
    case "comparison":
      return `${filter.key} ${filter.operator} ${filter.isQuoted ? JSON.stringify(filter.value) : filter.value}`;
    case "existence":
      return `${filter.key} is there`;
    case "not":
      return `not(${show(filter.operand)})`;
    default:
      return `${filter.type}(${filter.operands.map(show).join(", ")})`;
  }
}

test.each([
  [" \t", "and()"],
  ["timeout", "timeout"],
  ['  timeout "connection  reset" -retry', 'and(timeout, "connection  reset", not(retry))'],
  ["a - b", "and(a, -, b)"],
  ["done! a!b", "and(done!, a!b)"],
  ["a AND b c", "and(a, b, c)"],
  ["a OR b c OR d", "or(a, and(b, c), d)"],
  ["(a OR b) c", "and(or(a, b), c)"],
  ["(a OR (b OR c))", "or(a, b, c)"],
  ["a (b (c AND d))", "and(a, b, c, d)"],
  ["((a))", "a"],
  ["NOT a -b", "and(not(a), not(b))"],
  ["NOT (a OR b) -(c d) NOT NOT e", "and(not(or(a, b)), not(and(c, d)), not(not(e)))"],
  ["NOT(a)", "not(a)"],
  ["or and not ORDER", "and(or, and, not, ORDER)"],
  ['"OR" "a"', 'and("OR", "a")'],
])("parseLogFilter() reads %j as %s", (text, tree) => {
  expect(show(parseLogFilter(text))).toBe(tree);
});

test.each([
  ["user.id=42", "user.id = 42"],
  ["tier != gold", "tier != gold"],
  ['event = "a \\"b\\" \\\\"', 'event = "a \\"b\\" \\\\"'],
  ['"odd key">=1.5', "odd key >= 1.5"],
  ["a<-5 b<=+.5e3", "and(a < -5, b <= +.5e3)"],
  ['size>"10"', 'size > "10"'],
  ["url=http://x/?a=b", "url = http://x/?a=b"],
  ["key='' key=\"\"", "and(key = '', key = \"\")"],
  ['route=~"/cart/.*" route!~[a-z]+', 'and(route =~ "/cart/.*", route !~ [a-z]+)'],
  ["order.id=*", "order.id is there"],
  ["order.id!=*", "not(order.id is there)"],
  ['order.id="*"', 'order.id = "*"'],
  ["level=ERROR severity>=warn", "and(level = ERROR, severity >= warn)"],
  ["-tier=gold (service=cart)", "and(not(tier = gold), service = cart)"],
])("parseLogFilter() reads %j as %s", (text, tree) => {
  expect(show(parseLogFilter(text))).toBe(tree);
});

const HEX = "4bf92f3577b34da6a3ce929d0e0e4736";

test.each([
  ["key=", 'expected a value after "key=" (the empty text is "", key=* is any value) (column 5)'],
  ["key=(a)", 'expected a value after "key="'],
  ["=5", 'nothing to compare in front of "=5" (column 1)'],
  ['"open', "text in quotes without an end (column 1)"],
  ['key="open', "text in quotes without an end (column 5)"],
  ['""', "empty text is in every record (column 1)"],
  ["a OR", "expected a term after OR (column 5)"],
  ["OR a", "expected a term before OR (column 1)"],
  ["a OR OR b", "expected a term after OR (column 6)"],
  ["a AND", "expected a term after AND (column 6)"],
  ["AND a", "expected a term before AND"],
  ["a AND AND b", "expected a term before AND; to search for the word, put it in quotes (column 7)"],
  ["NOT", "expected a term after NOT (column 4)"],
  ["a (", "expected a term in the parentheses (column 4)"],
  ["()", "expected a term in the parentheses (column 2)"],
  ["a (b", '"(" without ")" (column 3)'],
  ["a)", '")" without "("'],
  ["f(x)", 'expected a space before "(x)"; text with such signs in it goes in quotes (column 2)'],
  ["(a)b", 'expected a space before "b"'],
  ["time*", 'the wildcard in "time*" is not understood'],
  ["key=a*", 'the wildcard in "a*" is not understood: =~ takes a regular expression, key=* finds any value'],
  ["a | b", '"|" is not understood: OR is between alternatives'],
  ["a && b", '"&&" is not understood'],
  ["!a", '"!a" is not understood'],
  ["a==b", '"==b" has no such operator: accepted are =~ !~ != >= <= = > <'],
  ['key=~"a)|(b"', 'the regular expression has a ")" without "(" (column 6)'],
  ["severity=loud", 'severity "loud" is none: accepted are trace, debug, info, warn, error, fatal or a number from 1 to 24 (column 10)'],
  ["level>25", 'severity "25" is none'],
  ["level=~err.*", "a severity is compared by = != > >= < <="],
  ["size>big", '> compares numbers, and "big" is none; to compare text, by its bytes, put it in quotes (column 6)'],
  ["size>1e999", '> compares numbers, and "1e999" is none'],
  ["size>100ms", '> compares numbers, and "100ms" is none'],
  ["service>cart", "the service is text: to compare it by >, by its bytes, put the value in quotes"],
  ["event>x", "an event is compared by = != =~ !~"],
  ["traceId=4bf9", '"4bf9" is no trace ID: accepted are 32 hex digits (column 9)'],
  [`span_id=${HEX}`, "is no span ID: accepted are 16 hex digits"],
  [`trace_id>${HEX}`, "a trace ID is compared by = and !="],
  ['a"b"', 'expected a space before ""b""'],
  ['a=1"b"', 'expected a space before ""b""'],
  [`${"(".repeat(21)}a${")".repeat(21)}`, "nested too deeply: at most 20 levels are accepted"],
  [`${"NOT ".repeat(30)}a`, "nested too deeply"],
  ["a ".repeat(51), "at most 50 terms are accepted (column 101)"],
])("parseLogFilter() says what is wrong with %j", (text, message) => {
  expect(() => parseLogFilter(text)).toThrow(LogFilterError);
  expect(() => parseLogFilter(text)).toThrow(message);
});

test("parseLogFilter() takes any text or says why not, where", () => {
  const pieces = ['"', "-", "=", "!=", ">", "=~", "severity=", "a=", " ", "\\", "\n", "(", ")", " OR ", " AND ", "NOT ", "*", "5"];
  const piece = fc.oneof(fc.string({ unit: "binary" }), fc.constantFrom(...pieces));
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 10 }), (list) => {
      const text = list.join("");
      try {
        expectFrozen(parseLogFilter(text));
      } catch (error) {
        if (!(error instanceof LogFilterError)) throw error;
        expect(error.offset).toBeLessThanOrEqual(text.length);
      }
    }),
    { numRuns: 2_000 },
  );
});

function expectFrozen(filter: LogFilter): void {
  expect(Object.isFrozen(filter)).toBe(true);
  if (filter.type === "not") expectFrozen(filter.operand);
  if (filter.type === "and" || filter.type === "or") {
    expect(Object.isFrozen(filter.operands)).toBe(true);
    filter.operands.forEach(expectFrozen);
  }
}
