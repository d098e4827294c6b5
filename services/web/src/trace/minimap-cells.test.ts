import { expect, test } from "@jest/globals";
import { forestOf } from "./forest.ts";
import { cellsOf } from "./minimap-cells.ts";
import { span } from "./testing/spans.ts";

test("each span has a line where there is room", () => {
  const { nodes, duration } = forestOf([span("a", "", 0, 100), span("b", "a", 50, 75, { status: { code: "error", message: "" } })]);
  const { lines, counts, errors } = cellsOf(nodes, duration, 4, 10);
  expect(lines).toBe(2);
  expect([...counts]).toEqual([1, 1, 1, 1, 0, 0, 1, 0]);
  expect([...errors]).toEqual([0, 0, 0, 0, 0, 0, 1, 0]);
});

test("neighbours share a line where there is none, and the shortest is the one that shows", () => {
  const { nodes, duration } = forestOf([span("a", "", 0, 100), span("b", "a", 50, 75)]);
  const { lines, counts, nodes: shown } = cellsOf(nodes, duration, 4, 1);
  expect(lines).toBe(1);
  expect([...counts]).toEqual([1, 1, 2, 1]);
  expect([...shown]).toEqual([0, 0, 1, 0]);
});

test("an open span runs to the end of all, which is now; one that was lost does not", () => {
  const open = (state: "open" | "lost") => ({ state, reportedUnixNano: "0", nextReportNano: null, lastWords: null });
  const { nodes } = forestOf([span("a", "", 0, 25, { open: open("open") }), span("b", "", 0, 25, { open: open("lost") })]);
  expect([...cellsOf(nodes, 100, 4, 10).counts]).toEqual([1, 1, 1, 1, 1, 0, 0, 0]);
});

test("nothing and what takes no time have a picture", () => {
  expect(cellsOf([], 0, 4, 10)).toMatchObject({ lines: 0 });
  const { nodes, duration } = forestOf([span("a", "", 0, 0)]);
  expect([...cellsOf(nodes, duration, 4, 10).counts]).toEqual([1, 0, 0, 0]);
});
