import { expect, test } from "@jest/globals";
import { collect, measure, SECOND } from "./testing/measure.ts";

const SPANS = [
  { id: "1", name: "a", status: "error" as const, startNano: SECOND, attributes: { route: "/x" }, resource: { zone: "1" } },
  { id: "2", name: "a", startNano: SECOND, attributes: { route: "/x" } },
  { id: "3", name: "b", startNano: 11n * SECOND, attributes: { route: "/y" } },
  { id: "4", name: "b", startNano: 12n * SECOND, attributes: { route: "/x" } },
];

test("compare() counts the values of attributes in the selection and in the baseline, and how many spans have them", () => {
  expect(measure("{} | compare({ status = error })", SPANS)).toEqual({
    '{__meta_type="selection", name="a"}': [1, 0, 0],
    '{__meta_type="selection_total", name=undefined}': [1, 0, 0],
    '{__meta_type="selection", kind="internal"}': [1, 0, 0],
    '{__meta_type="selection_total", kind=undefined}': [1, 0, 0],
    '{__meta_type="selection", status="error"}': [1, 0, 0],
    '{__meta_type="selection_total", status=undefined}': [1, 0, 0],
    '{__meta_type="selection", statusMessage=""}': [1, 0, 0],
    '{__meta_type="selection_total", statusMessage=undefined}': [1, 0, 0],
    '{__meta_type="selection", span.route="/x"}': [1, 0, 0],
    '{__meta_type="selection_total", span.route=undefined}': [1, 0, 0],
    '{__meta_type="selection", resource.zone="1"}': [1, 0, 0],
    '{__meta_type="selection_total", resource.zone=undefined}': [1, 0, 0],
    '{__meta_type="baseline", name="a"}': [1, 0, 0],
    '{__meta_type="baseline", name="b"}': [0, 2, 0],
    '{__meta_type="baseline_total", name=undefined}': [1, 2, 0],
    '{__meta_type="baseline", kind="internal"}': [1, 2, 0],
    '{__meta_type="baseline_total", kind=undefined}': [1, 2, 0],
    '{__meta_type="baseline", status="unset"}': [1, 2, 0],
    '{__meta_type="baseline_total", status=undefined}': [1, 2, 0],
    '{__meta_type="baseline", statusMessage=""}': [1, 2, 0],
    '{__meta_type="baseline_total", statusMessage=undefined}': [1, 2, 0],
    '{__meta_type="baseline", span.route="/x"}': [1, 1, 0],
    '{__meta_type="baseline", span.route="/y"}': [0, 1, 0],
    '{__meta_type="baseline_total", span.route=undefined}': [1, 2, 0],
  });
});

test("compare() gives the most frequent values only, and says of which attributes there are more", () => {
  const routes = Object.entries(measure("{} | compare({ status = error }, 1)", SPANS)).filter(([labels]) => labels.includes("span.route"));
  expect(Object.fromEntries(routes)).toEqual({
    '{__meta_type="selection", span.route="/x"}': [1, 0, 0],
    '{__meta_type="selection_total", span.route=undefined}': [1, 0, 0],
    '{__meta_type="baseline", span.route="/x"}': [1, 1, 0],
    '{__meta_type="baseline_total", span.route=undefined}': [1, 2, 0],
    '{__meta_type="baseline", __meta_error="__too_many_values__", span.route=undefined}': [NaN, NaN, NaN],
  });
});

test("compare() selects what begins in its time", () => {
  const names = (start: bigint, end: bigint) =>
    measure(`{} | compare({}, 10, ${start}, ${end})`, SPANS)['{__meta_type="selection_total", name=undefined}'];
  expect(names(SECOND, 11n * SECOND)).toEqual([0, 1, 0]);
  expect(names(SECOND - 1n, 12n * SECOND)).toEqual([2, 2, 0]);
});

test("compare() counts no more than so many attributes and values, and says so", () => {
  const attributes = (at: number) => Object.fromEntries(Array.from({ length: 400 }, (_, key) => [`${at * 400 + key}`, "x"]));
  const cut = collect(
    "{} | compare({ status = error })",
    [0, 1].map((at) => ({ id: `${at}`, startNano: SECOND, attributes: attributes(at) })),
  );
  expect(cut.isCut).toBe(true);
  expect(cut.series()).toHaveLength(1_000);
  const many = Array.from({ length: 100_010 }, (_, at) => ({ id: `${at}`, startNano: SECOND, attributes: { at: BigInt(at) } }));
  expect(measure("{} | compare({ status = error }, 1)", many)).toMatchObject({
    '{__meta_type="baseline_total", span.at=undefined}': [100_010, 0, 0],
    '{__meta_type="baseline", __meta_error="__too_many_values__", span.at=undefined}': [NaN, NaN, NaN],
  });
});
