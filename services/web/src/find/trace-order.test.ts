import { expect, test } from "@jest/globals";
import { summary } from "./testing/summary.ts";
import { ordered, orderOf, toggled } from "./trace-order.ts";

const traces = [
  summary({ traceId: "a", startTimeUnixNano: "1", durationNano: "9007199254740993", rootName: "b", spanCount: 2 }),
  summary({ traceId: "b", startTimeUnixNano: "3", durationNano: "9007199254740992", rootName: null, rootService: null, openCount: 1 }),
  summary({ traceId: "c", startTimeUnixNano: "2", durationNano: "5", rootName: "a", errorCount: 1 }),
];
const by = (sort?: string) =>
  ordered(traces, orderOf(sort))
    .map(({ traceId }) => traceId)
    .join("");

test("each column has its natural order, and the other way", () => {
  expect([by(), by("nonsense"), by("-time")]).toEqual(["bca", "bca", "acb"]);
  expect([by("duration"), by("-duration"), by("name"), by("spans"), by("errors")]).toEqual(["abc", "cba", "bca", "abc", "cba"]);
});

test("a click on the head of the column that it is ordered by turns it round, and newest first is not in the URL", () => {
  expect([toggled(orderOf("duration"), "duration"), toggled(orderOf("-duration"), "duration")]).toEqual(["-duration", "duration"]);
  expect([toggled(orderOf("duration"), "time"), toggled(orderOf(undefined), "time")]).toEqual([undefined, "-time"]);
});
