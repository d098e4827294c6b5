import { describe, expect, test } from "@jest/globals";
import { criticalPath } from "./critical-path.ts";
import { forestOf } from "./forest.ts";
import { span } from "./testing/spans.ts";

/** The path in order of time: `name from-to`. */
function path(...spans: ReturnType<typeof span>[]): string[] {
  const forest = forestOf(spans);
  return [...criticalPath(forest)]
    .flatMap(([index, segments]) => segments.map(({ from, to }) => ({ from, text: `${forest.nodes[index]?.span.name} ${from}-${to}` })))
    .toSorted((a, b) => a.from - b.from)
    .map(({ text }) => text);
}

describe("criticalPath", () => {
  test("of one span is that span", () => {
    expect(path(span("a", "", 0, 10))).toEqual(["a 0-10"]);
  });

  test("goes through children one after the other, and through their parent between them", () => {
    expect(path(span("a", "", 0, 100), span("b", "a", 10, 40), span("c", "a", 50, 90))).toEqual([
      "a 0-10",
      "b 10-40",
      "a 40-50",
      "c 50-90",
      "a 90-100",
    ]);
  });

  test("goes through that of several children at once that ends last", () => {
    expect(path(span("a", "", 0, 100), span("quick", "a", 10, 40), span("slow", "a", 12, 90), span("in", "slow", 20, 80))).toEqual([
      "a 0-12",
      "slow 12-20",
      "in 20-80",
      "slow 80-90",
      "a 90-100",
    ]);
  });

  test("counts a child that outlasts its parent only as far as the parent ran", () => {
    expect(path(span("a", "", 0, 100), span("b", "a", 50, 500), span("c", "b", 450, 490))).toEqual(["a 0-50", "b 50-100"]);
  });

  test("goes on with what begins after its parent ended", () => {
    expect(path(span("send", "", 0, 10), span("process", "send", 30, 60), span("next", "process", 70, 80))).toEqual([
      "send 0-10",
      "process 30-60",
      "next 70-80",
    ]);
  });

  test("takes a child that begins before its parent as it is", () => {
    expect(path(span("a", "", 10, 100), span("b", "a", 0, 90))).toEqual(["b 0-90", "a 90-100"]);
  });

  test("walks several roots of one trace as one, and each trace by itself", () => {
    const other = { traceId: "1".repeat(32) };
    expect(path(span("a", "", 0, 10), span("b", "gone", 20, 30), span("o", "", 0, 25, other))).toEqual(["a 0-10", "o 0-25", "b 20-30"]);
  });

  test("ends on a chain and on a family of 50 000", () => {
    const count = 50_000;
    expect(path(...Array.from({ length: count }, (_, at) => span(`${at}`, at === 0 ? "" : `${at - 1}`, at, 2 * count - at)))).toHaveLength(
      2 * count - 1,
    );
    expect(path(span("r", "", 0, count), ...Array.from({ length: count }, (_, at) => span(`${at}`, "r", at, at + 1)))).toHaveLength(count);
  });
});
