import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { parseTraceQL, searchTraces } from "@throughline/query";
import fc from "fast-check";
import { NOW, SECOND, spanId, type TestAttributes, TestStore, type TestValue, traceId } from "./testing/store.ts";

/** Random filters against random spans: what ClickHouse finds is what a few lines of JavaScript find. */

type Comparable = string | number | bigint | boolean;
interface Literal {
  readonly text: string;
  readonly value: Comparable;
}

const TEXTS = ["", "a", "A", "ab", "b=c", "it's", "\\", "\n", "é", "a\u0000b", "5", "true"];
const OPERATORS = ["=", "!=", ">", ">=", "<", "<=", "=~", "!~"] as const;
const INTS = [0n, 1n, -1n, 5n, 2n ** 53n, 2n ** 53n + 1n, 2n ** 63n - 1n, -(2n ** 63n)];
const FLOATS = [0, 0.5, 1, 5, -1, 2 ** 53, 1e300, 5e-324];
const KEYS = ["k", "k=", "a b", "κ", "__proto__"];

const scalar = fc.oneof(
  fc.constantFrom(...TEXTS).map((text): [TestValue, readonly Comparable[]] => [text, [text]]),
  fc.constantFrom(...INTS).map((int): [TestValue, readonly Comparable[]] => [["i", String(int)], [int]]),
  fc.constantFrom(...FLOATS).map((float): [TestValue, readonly Comparable[]] => [["d", String(float)], [float]]),
  fc.boolean().map((bool): [TestValue, readonly Comparable[]] => [["b", String(bool)], [bool]]),
);
const array = fc
  .array(fc.oneof(fc.constantFrom(...TEXTS), fc.constantFrom(...INTS), fc.constantFrom(0.5, 5)), { maxLength: 3 })
  .map((elements): [TestValue, readonly Comparable[]] => {
    const any = (value: Comparable) =>
      typeof value === "string" ? { stringValue: value } : typeof value === "bigint" ? { intValue: String(value) } : { doubleValue: value };
    return [["a", JSON.stringify({ values: elements.map(any) })], elements];
  });
const attributes = fc.dictionary(fc.constantFrom(...KEYS), fc.oneof({ weight: 3, arbitrary: scalar }, { weight: 1, arbitrary: array }), {
  maxKeys: 3,
});

const literal: fc.Arbitrary<Literal> = fc.oneof(
  fc.constantFrom(...TEXTS).map((value) => ({ text: JSON.stringify(value), value })),
  fc.constantFrom(...INTS).map((value) => ({ text: String(value), value })),
  fc.constantFrom(...FLOATS).map((value) => ({ text: /[.e]/.test(String(value)) ? String(value) : `${value}.0`, value })),
  fc.boolean().map((value) => ({ text: String(value), value })),
);
const comparison = fc
  .record({
    scope: fc.constantFrom("span", "resource", ""),
    key: fc.constantFrom(...KEYS),
    operator: fc.constantFrom(...OPERATORS),
    literal,
  })
  .filter(({ operator, literal: { value } }) =>
    operator.includes("~")
      ? typeof value === "string" && !value.includes("\\") && !value.includes("\u0000")
      : typeof value !== "boolean" || ["=", "!="].includes(operator),
  );

type Comparison = typeof comparison extends fc.Arbitrary<infer T> ? T : never;
type Values = Readonly<Record<string, readonly [TestValue, readonly Comparable[]]>>;

const isNumber = (value: Comparable) => typeof value === "number" || typeof value === "bigint";

/** Order of text is that of its bytes; JavaScript, too, compares a bigint with a number by their exact values. */
function compares(value: Comparable, operator: Comparison["operator"], wanted: Comparable): boolean {
  if (operator === "=~") return new RegExp(`^(?:${String(wanted)})$`, "u").test(String(value));
  if (operator === "!~") return !compares(value, "=~", wanted);
  const [a, b] = typeof value === "string" ? [Buffer.compare(Buffer.from(value), Buffer.from(String(wanted))), 0] : [value, wanted];
  const order = a < b ? -1 : a > b ? 1 : 0;
  return { "=": order === 0, "!=": order !== 0, ">": order > 0, ">=": order >= 0, "<": order < 0, "<=": order <= 0 }[operator];
}

function holds({ scope, key, operator, literal: { value: wanted } }: Comparison, span: Values, resource: Values): boolean {
  const holder = scope === "resource" || (scope === "" && !Object.hasOwn(span, key)) ? resource : span;
  if (!Object.hasOwn(holder, key)) return false;
  const [stored, values] = holder[key] as [TestValue, readonly Comparable[]];
  const fitting = values.filter((value) => typeof value === typeof wanted || (isNumber(value) && isNumber(wanted)));
  const isArray = typeof stored !== "string" && stored[0] === "a";
  if (isArray && operator === "!=") return fitting.length > 0 && !fitting.some((value) => compares(value, "=", wanted));
  if (isArray && operator === "!~") return fitting.length > 0 && !fitting.some((value) => compares(value, "=~", wanted));
  return fitting.some((value) => compares(value, operator, wanted));
}

const storedAttributes = (values: Values): TestAttributes =>
  Object.fromEntries(Object.entries(values).map(([key, [stored]]) => [key, stored]));

const store = new TestStore();
const spans = fc.sample(fc.record({ span: attributes, resource: attributes }), { numRuns: 150, seed: 7 });

beforeAll(async () => {
  await store.start();
  await store.insertSpans(
    spans.map(({ span, resource }, index) => ({
      traceId: traceId(index),
      spanId: spanId(index),
      time: NOW - BigInt(index) * SECOND,
      attributes: storedAttributes(span),
      resource: storedAttributes(resource),
    })),
  );
});
afterAll(() => store.stop());

test("a search finds exactly the spans for which its comparisons hold", async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(comparison, { minLength: 1, maxLength: 2 }), async (comparisons) => {
      const q = `{ ${comparisons.map(({ scope, key, operator, literal: { text } }) => `${scope}.${JSON.stringify(key)} ${operator} ${text}`).join(" && ")} }`;
      const { traces } = await searchTraces(store.run, {
        query: parseTraceQL(q),
        range: { from: NOW - 200n * SECOND, to: NOW + SECOND },
        limit: 1_000,
        deadline: performance.now() + 20_000,
      });
      const expected = spans.flatMap(({ span, resource }, index) =>
        comparisons.every((one) => holds(one, span, resource)) ? [traceId(index)] : [],
      );
      expect({ q, found: traces.map((found) => found.traceId).toSorted() }).toEqual({ q, found: expected.toSorted() });
    }),
    { numRuns: 150, seed: 11 },
  );
}, 120_000);
