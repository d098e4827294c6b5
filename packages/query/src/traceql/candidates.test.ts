import { expect, test } from "@jest/globals";
import { filtersOf, parse, type SpansetFilter } from "@throughline/traceql";
import { anyIndexedStatement, candidatesStatement, openCandidatesStatement } from "./candidates.ts";
import { confirmStatement } from "./confirm.ts";
import { planOf } from "./plan.ts";
import { searchable } from "./searchable.ts";

const RANGE = { from: 1_000n, to: 2_000n };
const expressionOf = (q: string) => searchable(parse(q));
const filters = (q: string) => filtersOf(expressionOf(q)) as [SpansetFilter, ...SpansetFilter[]];

test("candidatesStatement() asks a plain filter once", () => {
  expect(candidatesStatement(filters('{ name = "GET" && duration > 1s }'), RANGE, 5)).toEqual({
    sql: `SELECT lower(hex(trace_id)) AS traceId, toUnixTimestamp64Nano(max(time)) AS newest
FROM (
  SELECT trace_id, time FROM spans WHERE time >= fromUnixTimestamp64Nano({p0:Int64}, 'UTC') AND time < fromUnixTimestamp64Nano({p1:Int64}, 'UTC') AND service != 'throughline.probe' AND name = {p3:String} AND duration > {p4:Int64}
)
GROUP BY trace_id
ORDER BY newest DESC, trace_id DESC
LIMIT {p5:UInt32}`,
    params: { p0: "1000", p1: "2000", p2: "GET", p3: "GET", p4: "1000000000", p5: 5 },
  });
});

test("candidatesStatement() asks whether an attribute is a value by its index, and whether it is an array with it of the rows with arrays", () => {
  const { sql, params } = candidatesStatement(filters('{ span.id = "x" }'), RANGE, 5);
  expect(sql.match(/FROM spans/g)).toHaveLength(2);
  const [single = "", array = ""] = sql.split("UNION ALL");
  expect(single).toContain("AND has(items, {p2:String}) AND ");
  expect(single).not.toContain("arrayExists");
  expect(array).toMatch(/PREWHERE .+ AND \(position\(attribute_types, 'a'\) > 0\) WHERE .*arrayExists/);
  expect(array).not.toContain("items");
  expect(Object.values(params)).toEqual(expect.arrayContaining(["id=x", "id", "x"]));
});

test("candidatesStatement() asks the index and the rows with arrays for all of a longer condition, each span once", () => {
  const { sql } = candidatesStatement(filters('{ span.id = "x" && duration > 1s }'), RANGE, 5);
  const [byIndex = "", array = ""] = sql.split("UNION ALL");
  expect(byIndex).toMatch(/AND has\(items, \{p2:String\}\) AND \(.*arrayExists/);
  expect(array).toMatch(/PREWHERE .+ AND \(position\(attribute_types, 'a'\) > 0\) WHERE .*NOT \(has\(items, \{p2:String\}\)\)/);
});

test("candidatesStatement() looks up in which ten minutes an operation was called where there are more than the newest", () => {
  const minutes = (more: Partial<typeof RANGE>) =>
    candidatesStatement(filters('{ resource.service.name = "cart" }'), { ...RANGE, ...more }, 5).sql;
  const now = BigInt(Date.now()) * 1_000_000n;
  const hour = 3_600_000_000_000n;
  expect(minutes({ to: hour })).toContain("SELECT toStartOfTenMinutes(minute) FROM red");
  expect(minutes({})).not.toContain("FROM red");
  expect(minutes({ from: now - hour / 10n, to: now + hour })).not.toContain("FROM red");
});

test("anyIndexedStatement() asks the index alone, once for all filters", () => {
  const { sql, params } = anyIndexedStatement(filters('{ span.id = "x" && duration > 1s } || { span.id = 7 }'), RANGE);
  expect(sql).toMatch(/AND \(has\(items, \{p\d:String\}\) OR has\(items, \{p\d:String\}\)\)\nLIMIT 1$/);
  expect(Object.values(params)).toEqual(expect.arrayContaining(["id=x", "id=7"]));
});

test("candidatesStatement() goes on behind the last trace of a page", () => {
  const { sql } = candidatesStatement(filters("{}"), RANGE, 5, { traceId: "a".repeat(32), newest: "1500" });
  expect(sql).toContain("HAVING (newest, trace_id) < ({p2:Int64}, toFixedString(unhex({p3:String}), 16))");
});

test("openCandidatesStatement() asks the last reports of spans whose end is not stored", () => {
  const { sql } = openCandidatesStatement(filters('{ name = "GET" }'), RANGE, 5);
  expect(sql).toContain("event_name = 'throughline.span.open'");
  expect(sql).toMatch(/LIMIT 1 BY trace_id, span_id\n/);
  expect(sql).toContain("(trace_id, span_id) NOT IN (");
  expect(sql).toContain("\n)\nWHERE name = {p");
});

test("confirmStatement() asks every filter of every trace, within the bounds of the traces", () => {
  const { sql, params } = confirmStatement(planOf(expressionOf('{ name = "a" } && { name = "b" }')), RANGE, ["a".repeat(32)]);
  expect(sql.match(/\(name = \{p1:String\}\) AS match0, \(name = \{p2:String\}\) AS match1 FROM/g)).toHaveLength(2);
  expect(sql).toContain("HAVING countIf(match0) > 0 AND countIf(match1) > 0");
  expect(sql).toContain("time <= (SELECT max(end) FROM traces WHERE trace_id IN (toFixedString(unhex({p0:String}), 16)))");
  expect(params).toMatchObject({ p0: "a".repeat(32), p1: "a", p2: "b" });
});
