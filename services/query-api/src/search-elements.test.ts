import { afterAll, beforeAll, beforeEach, expect, test } from "@jest/globals";
import { parseTraceQL, searchTraces } from "@throughline/query";
import { NOW, SECOND, spanId, TestStore, traceId } from "./testing/store.ts";

/** What each element of a filter says to ClickHouse, and what it finds there. */

const store = new TestStore();

beforeAll(async () => {
  await store.start();
  const event = (name: string, after: bigint, attributes: Record<string, string>) => ({ name, after, attributes });
  const withEvents = (time: bigint, events: readonly ReturnType<typeof event>[]) => ({
    event_names: events.map(({ name }) => name),
    event_times: events.map(({ after }) => time + after),
    event_attributes: events.map(({ attributes }) => attributes),
    event_attribute_types: events.map(() => ""),
  });
  await store.insertSpans([
    {
      traceId: traceId(1),
      spanId: spanId(1),
      time: NOW - 10n * SECOND,
      duration: 3n * SECOND,
      attributes: {
        done: ["b", "true"],
        size: ["i", "10"],
        limit: ["i", "10"],
        quota: ["d", "10.5"],
        from: "a",
        to: "a",
        ids: ["a", '{"values":[{"intValue":"5"},{"intValue":"7"}]}'],
      },
      resource: { zone: "a" },
      columns: withEvents(NOW - 10n * SECOND, [
        event("retry", 5n, { attempt: "1" }),
        event("exception", 2_000_000_000n, { "exception.type": "TimeoutError" }),
      ]),
    },
    {
      traceId: traceId(1),
      spanId: spanId(2),
      parentId: spanId(1),
      time: NOW - 9n * SECOND,
      name: "child",
      service: "stock",
      status: "error",
    },
    { traceId: traceId(1), spanId: spanId(3), parentId: spanId(1), time: NOW - 8n * SECOND, name: "child", kind: "client" },
    {
      traceId: traceId(2),
      spanId: spanId(4),
      time: NOW - 20n * SECOND,
      name: "other",
      attributes: {
        done: ["b", "false"],
        size: ["i", "10"],
        limit: ["i", "20"],
        from: "a",
        to: "b",
        ids: ["a", '{"values":[{"intValue":"5"},{"intValue":"7"}]}'],
        also: ["a", '{"values":[{"doubleValue":5},{"intValue":"7"}]}'],
      },
      columns: {
        scope_name: "pg",
        scope_version: "1.2",
        scope_rest: '{"attributes":[{"key":"layer","value":{"stringValue":"db"}},{"key":"depth","value":{"intValue":"3"}}]}',
      },
      links: [{ traceId: traceId(9), spanId: spanId(9) }],
    },
  ]);
});
afterAll(() => store.stop());
beforeEach(() => void store.takeSql());

/** Numbers of the traces that match. */
async function find(q: string): Promise<number[]> {
  const { traces } = await searchTraces(store.run, {
    query: parseTraceQL(q),
    range: { from: NOW - 3_600n * SECOND, to: NOW + SECOND },
    limit: 20,
    deadline: performance.now() + 60_000,
  });
  return traces.map(({ traceId: id }) => Number.parseInt(id.slice(1), 16));
}

test.each([
  // Logic.
  ["{ name = `child` || name = `other` }", "(name = {p4:String} OR name = {p5:String})", [1, 2]],
  ["{ (name = `child` || name = `other`) && kind = client }", "(name = {p5:String} OR name = {p6:String}) AND kind = {p7:String}", [1]],
  ["{ !(name = `other`) && duration > 2s }", "NOT (name = {p2:String}) AND duration > {p3:Int64}", [1]],
  ["{ span.done }", "= 'b' AND attributes[{p2:String}] = {p3:String}", [1]],
  ["{ !span.done }", "= 'b' AND attributes[", [2]],
  ["{ true }", "AND true\n", [1, 2]],
  ["{ !true }", "AND false\n", []],
  ["{ (name = `child`) = span.missing }", "= 'b' AND if(name = {p", []],
  // Arithmetic of values.
  ["{ duration > 2 * 1s + 500ms }", "duration > {p2:Int64}", [1]],
  ["{ duration >= -(-3s) }", "duration >= {p2:Int64}", [1]],
  ["{ duration / 2 >= 1.5s }", "(toFloat64(duration) / toFloat64({p2:Int64})) >= {p3:Int64}", [1]],
  ["{ span.size * 2 = span.limit }", "toInt64((toInt128(toInt64OrZero(attributes[{p2:String}])) * toInt128({p3:Int64})))", [2]],
  ["{ span.size / 4 = 2 }", "intDivOrZero(", [1, 2]],
  ["{ -span.size = -10 }", "-toInt128(toInt64OrZero(attributes[{p2:String}]))", [1, 2]],
  ["{ 2s < duration }", "{p2:Int64} < duration", [1]],
  // Two fields.
  ["{ span.size = span.limit }", "= 'i' AND ", [1]],
  ["{ span.size < span.limit }", "toInt64OrZero(attributes[{p2:String}]) < toInt64OrZero(attributes[{p3:String}])", [2]],
  ["{ span.size < span.quota }", "toInt64OrZero(attributes[{p2:String}]) < toFloat64OrZero(attributes[{p3:String}])", [1]],
  ["{ span.from != span.to }", "attributes[{p2:String}] != attributes[{p3:String}]", [2]],
  ["{ span.ids = span.also }", "arrayAll((x", [2]],
  ["{ resource.zone = resource.zone }", "resource IN (SELECT resource FROM resources WHERE", [1]],
  // Events, links, instrumentation.
  ["{ event:name = `exception` }", "arrayExists(x1 -> x1 = {p2:String}, event_names)", [1]],
  ["{ event:name =~ `ex.*` && event.exception.type = `TimeoutError` }", "event_attributes, event_attribute_types)", [1]],
  ["{ event.attempt = nil }", "NOT (arrayExists((x", [1, 2]],
  ["{ event:timeSinceStart > 1s }", "(toInt64(x1) - toUnixTimestamp64Nano(time)) > {p2:Int64}", [1]],
  [`{ link:traceID = "${traceId(9).toUpperCase()}" }`, "link_trace_ids)", [2]],
  [`{ link:spanID != "${spanId(9)}" }`, "link_span_ids)", []],
  ["{ instrumentation:name = `pg` && instrumentation:version != `1` }", "scope_name = {p", [2]],
  ["{ instrumentation.layer = `db` }", "JSONExtractArrayRaw(scope_rest, 'attributes')", [2]],
  ["{ instrumentation.depth >= 3 }", "toInt64OrZero(trim(BOTH '\"' FROM JSONExtractRaw(", [2]],
  // Where a key is first found.
  ["{ .zone = `a` }", "multiIf(", [1]],
  ["{ .exception.type = `TimeoutError` }", "(notEmpty(event_times) OR notEmpty(link_trace_ids) OR scope_rest != '')", [1]],
  ["{ .layer = `db` }", "scope_rest != ''", [2]],
  // IDs.
  [`{ span:parentID = "${spanId(1).toUpperCase()}" }`, "lower(hex(parent_span_id)) = lower({p2:String})", [1]],
  ["{ parent = nil }", "NOT (NOT (parent_span_id = toFixedString('', 8)))", [1, 2]],
])("%s says %s", async (q, sql, found) => {
  expect(await find(q)).toEqual(found);
  const said = store.takeSql();
  expect(said).toContain(sql);
  expect(said).not.toContain("LIMIT 1 BY"); // nothing was evaluated, no open span looked for
});

test.each([
  ["{ childCount = 2 }", "AND true\n", [1]],
  ["{ nestedSetParent < 0 && kind = server }", "AND parent_span_id = toFixedString('', 8) AND kind", [1, 2]],
  ["{ nestedSetLeft > 2 }", "AND true\n", [1]],
  ["{ rootName = `other` }", "trace_id NOT IN (SELECT trace_id FROM (", [2]],
  ["{ rootServiceName = `cart` && name = `child` }", "root.2 = {p", [1]],
  ["{ traceDuration > 2s }", "(toUnixTimestamp64Nano(end) - toUnixTimestamp64Nano(start)) > {p", [1]],
  ["{ parent.resource.service.name = `cart` && resource.service.name = `stock` }", "service = {p", [1]],
  ["{ parent.done = true && kind = client }", "kind = {p", [1]],
  ["{ span.size % 3 = 1 }", "NOT IN ('', 'n', '-')", [1, 2]],
  ["{ .size * 2 = span.limit }", "NOT IN ('', 'n', '-')", [2]],
  ["{ duration ^ 2 > 1e18 }", "AND true\n", [1]],
  ["{ span.from = resource.zone }", "resource IN (SELECT resource FROM resources WHERE", [1]],
  ["{ name = `GET /cart` } > { status = error }", "name = {p", [1]],
  ["{ kind = client } ~ { status = error }", "kind = {p", [1]],
  ["{ name = `GET /cart` } !> { name = `other` }", "name = {p", [2]],
  ["{ name = `child` } || { name = `other` }", "UNION ALL", [1, 2]],
  ["{ name = `child` } | count() = 2", "name = {p", [1]],
  ["{} | { name = `child` } | by(kind) | count() = 1", "name = {p", [1]],
  ["({ name = `child` } | count() > 1) && { name = `GET /cart` }", "name = {p", [1]],
])("%s says %s, and what it finds is judged", async (q, sql, found) => {
  expect(await find(q)).toEqual(found);
  expect(store.takeSql()).toContain(sql);
});

test.each([
  ["two hundred comparisons of two fields", `{ ${Array.from({ length: 200 }, () => "span.size = span.limit").join(" && ")} }`, [1]],
  ["hundreds of fields that may be anywhere", `{ ${Array.from({ length: 500 }, () => ".from = .to").join(" || ")} }`, [1]],
  [
    "hundreds of values that may be anywhere",
    `{ ${Array.from({ length: 400 }, (_, i) => `.from = "${i}"`).join(" || ")} || .to = "b" }`,
    [2],
  ],
  ["hundreds of names", `{ ${Array.from({ length: 600 }, (_, i) => `name = "${i}"`).join(" || ")} || name = "other" }`, [2]],
  [
    "as many names as can be asked for",
    `{ ${Array.from({ length: 249 }, (_, i) => `name = "${i}"`).join(" || ")} || name = "other" }`,
    [2],
  ],
  ["scores of filters", Array.from({ length: 90 }, () => "{ name = `other` }").join(" || "), [2]],
  ["comparisons of comparisons", `{ ${"(".repeat(40)}.from = .to${") = .done".repeat(40)} }`, [1]],
])("%s are judged without asking ClickHouse too much", async (_, q, found) => {
  expect(await find(q)).toEqual(found);
  for (const { sql } of store.statements) expect(sql.length).toBeLessThan(256 * 1024);
});

test("text of the user is never in the SQL, wherever it stands", async () => {
  const evil = "evil') OR 1=1 --";
  const key = JSON.stringify(evil);
  await find(
    `{ event.${key} = ${key} || link.${key} =~ "evil.*" || instrumentation.${key} != ${key} || .${key} = 5 || rootName = ${key} || parent.${key} = nil } | by(resource.${key}) | select(span.${key})`,
  );
  expect(store.takeSql()).not.toContain("evil");
});
