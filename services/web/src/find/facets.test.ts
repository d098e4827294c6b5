import { expect, test } from "@jest/globals";
import { countsQuery, rootFacet, spanFacets } from "./facets.ts";
import { summary } from "./testing/summary.ts";

const BY =
  " | count_over_time() by (resource.service.name, status, span.http.route, span.http.request.method, span.http.response.status_code)";

test.each([
  ["", `{}${BY}`],
  ['{ name = "traceDuration" && status = error }', `{ name = "traceDuration" && status = error }${BY}`],
  ["{ traceDuration > 1s }", undefined],
  ["{ parent.name = nil }", undefined],
  ["{ .a } >> { .b }", undefined],
  ["{ .a } | count() > 2", undefined],
  ["{ .a } | rate()", undefined],
])("spans of %s are counted if that is cheap", (q, counting) => {
  expect(countsQuery(q, false)).toBe(counting);
});

test("spans of any traces are counted where the search has looked at all of them", () => {
  expect(countsQuery("{ .a } >> { .b }", true)).toBe(`{ .a } >> { .b }${BY}`);
  expect(countsQuery("{ traceDuration > 1s } with (most_recent=true)", true)).toBe(`{ traceDuration > 1s }${BY}`);
  expect(countsQuery("{} | rate()", true)).toBeUndefined();
});

test("counts of several fields at once are added up for each", () => {
  const series = (service: string, status: string, route: string | null, code: number | null, value: number) => ({
    labels: [service, status, route, null, code].map((label, at) => ({ key: String(at), value: label })),
    points: [{ timeUnixNano: "1", value }],
    exemplars: [],
  });
  const facets = spanFacets({
    stepNano: "1",
    notes: [],
    series: [series("cart", "error", "/a", 500, 2), series("cart", "unset", "/b", 200, 5), series("db", "unset", null, null, 4)],
  });
  expect(facets.map(({ name, values }) => [name, ...values.map(({ text, count }) => `${text} ${count}`)])).toEqual([
    ["Service", "cart 7", "db 4"],
    ["Status", "unset 9", "error 2"],
    ["Route", "/b 5", "/a 2"],
    ["Method"],
    ["Status code", "200 5", "500 2"],
  ]);
  expect(facets[1]?.values[1]).toMatchObject({ only: "status = error", without: "status != error" });
  expect(facets[4]?.values[1]).toMatchObject({
    only: "span.http.response.status_code = 500",
    without: "(span.http.response.status_code != 500 || span.http.response.status_code = nil)",
  });
});

test("roots are counted among the traces at hand; one that is not stored is none", () => {
  const traces = [summary(), summary(), summary({ rootName: 'say "hi"' }), summary({ rootName: null })];
  expect(rootFacet(traces).values.map(({ count, only }) => [count, only])).toEqual([
    [2, 'rootName = "GET /cart"'],
    [1, String.raw`rootName = "say \"hi\""`],
  ]);
});
