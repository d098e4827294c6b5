import { expect, test } from "@jest/globals";
import type { Span } from "@throughline/api";
import { forestOf } from "./forest.ts";
import { stateOf } from "./span-state.ts";
import { span } from "./testing/spans.ts";

const open = (state: "open" | "lost", lastWords: string | null) => ({ state, reportedUnixNano: "0", nextReportNano: null, lastWords });
const statesOf = (parent: string, fields: Partial<Span>) => forestOf([span("a", parent, 0, 9, fields)]).nodes.flatMap(stateOf);

test("a span about which there is nothing to say has no state", () => {
  expect(statesOf("", {})).toEqual([]);
});

test.each([
  ["error", { status: { code: "error", message: "" } }, "Error"],
  ["error", { status: { code: "error", message: "declined" } }, "Error: declined"],
  ["open", { open: open("open", null) }, "Open: it has not ended yet"],
  ["lost", { open: open("lost", null) }, "Lost: it had not ended when it was last heard of, 9 ns after its start"],
  ["lost", { open: open("lost", "SIGTERM") }, "Lost: it had not ended when it was last heard of, 9 ns after its start (SIGTERM)"],
] satisfies [string, Partial<Span>, string][])("%s is told in words", (kind, fields, text) => {
  expect(statesOf("", fields)).toMatchObject([{ kind, text }]);
});

test("a parent that is not here, and one that it is itself, are doubts", () => {
  expect(statesOf("gone", {})).toMatchObject([{ kind: "doubt", text: expect.stringContaining("parent is not stored") }]);
  expect(statesOf("a", {})).toMatchObject([{ kind: "doubt", text: expect.stringContaining("names itself") }]);
});
