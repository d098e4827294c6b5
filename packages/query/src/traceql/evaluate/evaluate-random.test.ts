import { expect, test } from "@jest/globals";
import { filtersOf, SPANSET_OPERATORS, type SpansetExpression } from "@throughline/traceql";
import * as fc from "fast-check";
import type { FieldValue } from "../spanset.ts";
import { evaluate } from "./evaluate.ts";
import { fieldsOf } from "./fields.ts";
import { type Requirement, requirement } from "./requirement.ts";
import type { EvalSpan, EvalTrace } from "./span.ts";
import { conditions, expressions, stages, traces } from "./testing/arbitrary.ts";
import { type Item, Reference } from "./testing/reference.ts";

/** Sets as they are compared: spans by their index, values as text with their types. */
function ours(expression: SpansetExpression, of: EvalTrace): unknown {
  return evaluate(expression, of).map(({ spans, groups, scalars }) => ({
    spans: indexes(spans, of),
    groups: groups.map(({ value }) => text(value)),
    scalars: scalars.map(({ value }) => text(value)),
  }));
}

function theirs(expression: SpansetExpression, of: EvalTrace): unknown {
  return new Reference(of).evaluate(expression).map(({ spans, groups, scalars }) => ({
    spans: indexes(spans, of),
    groups: groups.map(([item]) => text(item && plain(item))),
    scalars: scalars.map((item) => text(plain(item))),
  }));
}

function indexes(spans: readonly EvalSpan[], of: EvalTrace): readonly number[] {
  return spans.map((span) => of.spans.indexOf(span));
}

function plain(item: Item): FieldValue {
  return item.type === "array" ? item.value.map(plain) : item.value;
}

function text(value: FieldValue | undefined): string {
  if (Array.isArray(value)) return `[${value.map(text).join()}]`;
  // The last digits of a power depend on whether V8 has compiled the code by then.
  if (typeof value === "number") return `number ${value === 0 ? 0 : value.toPrecision(13)}`;
  return `${typeof value} ${String(value)}`;
}

function expectAgreement(expression: SpansetExpression, of: EvalTrace): void {
  expect(ours(expression, of)).toEqual(theirs(expression, of));
}

test.each(SPANSET_OPERATORS)("evaluate() agrees with the reference on %s", (operator) => {
  const named = (type: "or", names: readonly string[]): SpansetExpression => ({
    type: "spanset-filter",
    condition: {
      type,
      operands: names.map((value) => ({
        type: "comparison",
        operator: "=",
        left: { type: "intrinsic", name: "name" },
        right: { type: "literal", literal: { type: "string", value } },
      })),
    },
  });
  const sides = fc.subarray(["", "a", "b", "ab"], { minLength: 1 }).map((names) => named("or", names));
  fc.assert(
    fc.property(traces, sides, sides, (of, left, right) => expectAgreement({ type: "spanset-operation", operator, left, right }, of)),
    { numRuns: 200 },
  );
});

test("evaluate() agrees with the reference on conditions", () => {
  fc.assert(
    fc.property(traces, conditions, (of, condition) => expectAgreement({ type: "spanset-filter", condition }, of)),
    { numRuns: 1_000 },
  );
});

test("evaluate() agrees with the reference on pipelines", () => {
  const all: SpansetExpression = { type: "spanset-filter", condition: undefined };
  fc.assert(
    fc.property(traces, stages, (of, rest) => expectAgreement({ type: "pipeline", stages: [all, ...rest] }, of)),
    { numRuns: 1_000 },
  );
});

test("evaluate() agrees with the reference on whole expressions", () => {
  fc.assert(
    fc.property(traces, expressions, (of, expression) => expectAgreement(expression, of)),
    { numRuns: 1_000 },
  );
});

function holds(of: Requirement, found: readonly boolean[]): boolean {
  if (of.type === "filter") return found[of.index] === true;
  return of.type === "and" ? of.operands.every((each) => holds(each, found)) : of.operands.some((each) => holds(each, found));
}

test("requirement() holds for every trace that matches", () => {
  fc.assert(
    fc.property(traces, expressions, (of, expression) => {
      const found = filtersOf(expression).map((filter) => evaluate(filter, of).length > 0);
      expect(evaluate(expression, of).length === 0 || holds(requirement(expression), found)).toBe(true);
    }),
    { numRuns: 500 },
  );
});

const NOTHING: ReadonlyMap<string, FieldValue> = new Map();

/** The trace with what `fieldsOf` asks for and no more. */
function needed(expression: SpansetExpression, of: EvalTrace): EvalTrace {
  const { fields: asked, wholeTrace } = fieldsOf(expression);
  const matching = new Set(filtersOf(expression).flatMap((filter) => evaluate(filter, of).flatMap(({ spans }) => spans)));
  const has = (name: string) => asked.some((field) => field.type === "intrinsic" && field.name === name);
  const only = (scope: string, values: ReadonlyMap<string, FieldValue>) =>
    new Map(
      [...values].filter(([key]) =>
        asked.some((field) => field.type === "attribute" && field.key === key && (field.scope === scope || field.scope === "any")),
      ),
    );
  return {
    ...of,
    durationNano: has("traceDuration") ? of.durationNano : 0n,
    spans: of.spans
      .filter((span) => wholeTrace || matching.has(span))
      .map((span) => ({
        ...span,
        durationNano: has("duration") ? span.durationNano : 0n,
        name: has("name") ? span.name : "",
        status: has("status") ? span.status : "unset",
        attributes: only("span", span.attributes),
        resource: only("resource", span.resource),
        scope: { name: "", version: "", attributes: only("instrumentation", span.scope.attributes) },
        events: span.events.map((event) => ({
          ...event,
          name: has("event:name") ? event.name : "",
          attributes: only("event", event.attributes),
        })),
        links: span.links.map((link) => ({ ...link, attributes: only("link", link.attributes) })),
      })),
  };
}

test("fieldsOf() names all that the answer depends on", () => {
  fc.assert(
    fc.property(traces, expressions, (of, expression) => {
      const numbered = {
        ...of,
        spans: of.spans.map((span, at) => ({ ...span, links: [...span.links, { traceId: `${at}`, spanId: "", attributes: NOTHING }] })),
      };
      const names = (spansets: ReturnType<typeof evaluate>) =>
        spansets.map(({ spans, ...rest }) => ({ ...rest, spans: spans.map(({ links }) => links.at(-1)?.traceId) }));
      expect(names(evaluate(expression, needed(expression, numbered)))).toEqual(names(evaluate(expression, numbered)));
    }),
    { numRuns: 500 },
  );
});
