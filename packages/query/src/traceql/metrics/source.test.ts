import { expect, test } from "@jest/globals";
import { filtersOf, print, printField } from "@throughline/traceql";
import { fieldsOf } from "../evaluate/fields.ts";
import { metricsIn } from "./metrics.ts";
import { comparesAttributes, sourceOf } from "./source.ts";
import { metricsExpression } from "./testing/measure.ts";

const metrics = (q: string) => metricsIn(metricsExpression(q));
const source = (q: string) => print({ type: "query", expression: sourceOf(metrics(q)), hints: [] });

test("sourceOf() is what the functions are of, with the fields that they need", () => {
  expect(source("{ name = `a` } | rate()")).toBe('{ name = "a" }');
  expect(source("{} | avg_over_time(duration) by (name, span.x)")).toBe("{} | select(name, span.x, duration)");
  expect(source("{} | by(name) | quantile_over_time(duration, .5)")).toBe("{} | by(name) | select(duration)");
  expect(source("({ name = `a` } | rate() by (kind)) / (({} | rate()) + 1)")).toBe('({ name = "a" } | select(kind)) || {}');
});

test("what compare() selects by is fetched but does not restrict", () => {
  const of = sourceOf(metrics("{} | compare({ parent.a = 1 && span.b = 2 })"));
  expect(filtersOf(of)).toHaveLength(1);
  expect(fieldsOf(of).fields.map(printField)).toEqual([
    "name",
    "kind",
    "status",
    "statusMessage",
    "rootName",
    "rootServiceName",
    ".a",
    "span.b",
  ]);
  expect(fieldsOf(of).wholeTrace).toBe(true);
});

test("comparesAttributes() tells where all attributes are needed", () => {
  expect(comparesAttributes(metrics("{} | compare({ status = error })"))).toBe(true);
  expect(comparesAttributes(metrics("({} | rate()) / ({} | rate())"))).toBe(false);
});
