import { expect, test } from "@jest/globals";
import { QueryTimeout, type Run } from "../statement.ts";
import { searchByTags, type TagSearch, tagStatement } from "./search.ts";

const HOSTILE = "' OR 1=1 --";
const search = (more: Partial<TagSearch>): TagSearch => ({ tags: [], range: { from: 1n, to: 9n }, limit: 20, deadline: 0, ...more });
const window = { from: 3n, to: 7n };

test("tagStatement() asks once where there are no tags, narrowed by all that is cheap to read", () => {
  const { sql, params } = tagStatement(search({ service: "cart", operation: "read", minDuration: 5n, maxDuration: 6n }), window);
  expect(sql.match(/FROM spans/g)).toHaveLength(1);
  expect(sql).toMatch(/service = \{p\d:String\} AND name = \{p\d:String\}/);
  expect(sql).toMatch(/toStartOfTenMinutes\(time\) IN \(SELECT toStartOfTenMinutes\(minute\) FROM red/);
  expect(sql).toMatch(/duration >= \{p\d:UInt64\} AND duration <= \{p\d:UInt64\}/);
  expect(Object.values(params).slice(0, 2)).toEqual(["3", "7"]);
  expect(Object.values(params)).toEqual(expect.arrayContaining(["cart", "read", "5", "6", 20]));
});

test("tagStatement() finds a tag on the span by the index, and elsewhere without reading the attributes of spans", () => {
  const { sql } = tagStatement(search({ tags: [{ key: "user.id", value: "7" }] }), window);
  const [onSpan = "", elsewhere = ""] = sql.split("UNION ALL");
  expect(onSpan).toMatch(/has\(items, \{p\d:String\}\)/);
  expect(elsewhere).toMatch(/PREWHERE .*notEmpty\(event_times\)/s);
  expect(elsewhere.replaceAll(/SELECT resource FROM resources WHERE .*?\)/g, "")).not.toMatch(/[^_]attributes\[/);
});

test("tagStatement() asks for several tags in either way, each anywhere on the span", () => {
  const { sql } = tagStatement(
    search({
      tags: [
        { key: "a", value: "1" },
        { key: "b", value: "2" },
      ],
    }),
    window,
  );
  const [onSpan = "", elsewhere = ""] = sql.split("UNION ALL");
  expect(onSpan.match(/has\(items,/g)).toHaveLength(2);
  expect(elsewhere).not.toContain("has(items,");
  for (const way of [onSpan, elsewhere])
    expect(way.match(/arrayExists\(m -> m\[\{p\d+:String\}\] = \{p\d+:String\}, event_attributes\)/g)).toHaveLength(2);
});

test("tagStatement() has nothing of the user's in its text", () => {
  const { sql, params } = tagStatement(search({ service: HOSTILE, operation: HOSTILE, tags: [{ key: HOSTILE, value: HOSTILE }] }), window);
  expect(sql).not.toContain("1=1");
  expect(Object.values(params)).toEqual(expect.arrayContaining([HOSTILE, `${HOSTILE}=${HOSTILE}`]));
});

const MINUTE = 60_000_000_000n;
const DAY = { from: 0n, to: 1_440n * MINUTE };
const later = () => performance.now() + 60_000;

/** Answers so many windows with a trace each, then takes too long; no span is open. */
function slowAfter(windows: number): Run {
  let asked = 0;
  return async <Row>({ sql }: { readonly sql: string }) => {
    if (!sql.includes("FROM spans")) return [];
    if (++asked > windows) throw new QueryTimeout();
    return [{ traceId: `t${asked}`, newest: String(DAY.to - BigInt(asked) * MINUTE) } as Row];
  };
}

test("searchByTags() says how far it came when it was stopped, by a query or by its deadline", async () => {
  expect(await searchByTags(slowAfter(2), search({ range: DAY, deadline: later() }))).toMatchObject({
    traces: [{ traceId: "t1" }, { traceId: "t2" }],
    searchedFrom: DAY.to - 70n * MINUTE, // windows of ten minutes and an hour
  });
  expect(await searchByTags(slowAfter(0), search({ range: DAY, deadline: later() }))).toEqual({ traces: [], searchedFrom: DAY.to });
  expect(await searchByTags(slowAfter(9), search({ range: DAY, deadline: 0 }))).toEqual({ traces: [], searchedFrom: DAY.to });
});

test("searchByTags() was not stopped when it found enough, or looked at all of the range", async () => {
  const enough = await searchByTags(slowAfter(2), search({ range: DAY, limit: 2, deadline: later() }));
  const all = await searchByTags(slowAfter(9), search({ range: DAY, deadline: later() }));
  expect([enough.searchedFrom, enough.traces.length, all.searchedFrom]).toEqual([undefined, 2, undefined]);
});
