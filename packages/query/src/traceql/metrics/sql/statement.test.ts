import { expect, test } from "@jest/globals";
import { metricsIn } from "../metrics.ts";
import { metricsExpression, STEPS } from "../testing/measure.ts";
import { sqlMetrics } from "./read-series.ts";
import { seriesStatement } from "./statement.ts";

function statement(q: string, exemplars = 0) {
  const [metrics] = metricsIn(metricsExpression(q));
  const sql = metrics && sqlMetrics(metrics);
  return sql && seriesStatement(sql.filter, sql.function, STEPS, { series: 7, compared: 0, exemplars });
}

test("rate() and count_over_time() count the spans of each step and label", () => {
  expect(statement("{ name = `GET` } | rate() by (resource.service.name)")).toEqual({
    sql: `SELECT [(toString('s'), toString(text0))] AS labels,
  sum(found) AS spans, groupArray((toUInt32(step), values)) AS points
FROM (
  SELECT step, text0, count() AS found, arrayMap(x -> toString(x), [count()]) AS values
  FROM (
    SELECT step, ofSpan0 AS text0
    FROM (
  SELECT intDiv(toUnixTimestamp64Nano(time) - {p0:Int64}, {p2:Int64}) AS step, service AS ofSpan0 FROM spans WHERE time >= fromUnixTimestamp64Nano({p3:Int64}, 'UTC') AND time < fromUnixTimestamp64Nano({p4:Int64}, 'UTC') AND service != 'throughline.probe' AND name = {p6:String}
) AS spans
  )
  GROUP BY step, text0
)
GROUP BY text0
HAVING count() > 0
ORDER BY spans DESC, text0
LIMIT {p7:UInt32}`,
    params: { p0: "1", p1: "service.name", p2: "10000000000", p3: "1", p4: "30000000001", p5: "GET", p6: "GET", p7: 8 },
  });
});

test.each([
  ["min_over_time(duration)", "[min(value)]"],
  ["max_over_time(duration)", "[max(value)]"],
  ["sum_over_time(duration)", "[sum(value)]"],
  ["avg_over_time(duration)", "[avg(value)]"],
  ["quantile_over_time(duration, .5, .99)", "quantilesExactInclusive({p2:Float64}, {p3:Float64})(value)"],
  ["histogram_over_time(duration)", "if(roundToExp2(value) = value, value, roundToExp2(value) * 2) AS bucket"],
])("%s is %s of the numbers", (of, sql) => {
  expect(statement(`{} | ${of}`)?.sql).toContain(sql);
});

test("what users wrote is in the parameters only", () => {
  const { sql = "", params } =
    statement("{ span.secret1 = `secret2` } | avg_over_time(span.secret3) by (resource.secret4, .secret5)") ?? {};
  expect(sql).not.toContain("secret");
  for (const number of [1, 2, 3, 4, 5]) expect(JSON.stringify(params)).toContain(`secret${number}`);
});

test("an attribute that is equal is found by its index, resources are joined only where they are asked for", () => {
  const { sql } = statement("{ span.id = `x` } | rate() by (span.a)") ?? {};
  expect(sql).toContain("has(items, {p");
  expect(sql).not.toContain("JOIN");
  expect(statement("{} | rate() by (resource.a)")?.sql).toContain("ANY LEFT JOIN (SELECT resource, indexOf(attributes.keys, {p");
});

test("exemplars are the first span of a step, or the one of the greatest number", () => {
  expect(statement("{} | rate()", 5)?.sql).toContain("argMin(span, span.3)");
  expect(statement("{} | avg_over_time(duration)", 5)?.sql).toContain("argMax(span, value)");
});

test.each([
  "{ .a } >> { .b } | rate()",
  "{ .a } && { .b } | rate()",
  "{} | count() > 2 | rate()",
  "{} | by(name) | rate()",
  "{ parent.a = 1 } | rate()",
  "{ nestedSetLeft = 1 } | rate()",
  "{} | rate() by (rootName)",
  "{} | rate() by (parent.a)",
  "{} | avg_over_time(traceDuration)",
  "{} | compare({ status = error })",
])("%s is not left to SQL", (q) => {
  expect(statement(q)).toBeUndefined();
});

test.each([
  ["{ name = `a` } | { kind = server } | select(.x) | rate()", "AND name = {p3:String} AND kind = {p5:String}"],
  ["({ name = `a` } || { kind = server }) | rate()", "AND (name = {p3:String} OR kind = {p4:String})"],
  ["({ name = `a` } || {}) | rate()", "AND true"],
  ["{ nestedSetParent < 0 && true } | rate()", "AND NOT (NOT (parent_span_id = toFixedString('', 8)))"],
])("%s is one filter", (q, sql) => {
  expect(statement(q)?.sql.replaceAll(/\{p\d+/g, "{p")).toContain(sql.replaceAll(/\{p\d+/g, "{p"));
});
