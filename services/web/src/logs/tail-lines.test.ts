import { expect, test } from "@jest/globals";
import type { Log } from "@throughline/api";
import { MOST_LINES, NO_LINES, resumed, withLines, withNote } from "./tail-lines.ts";

const logs = (...ids: readonly (string | number)[]) => ids.map((id) => ({ id: String(id) }) as Log);
const idsOf = (lines: readonly Log[]) => lines.map(({ id }) => id);

test("what comes is on top, once", () => {
  const lines = withLines(withLines(NO_LINES, logs(1, 2, 2), false), logs(2, 3), false);
  expect(idsOf(lines.shown)).toEqual(["3", "2", "1"]);
});

test("while it is paused what comes waits, and then stands on top", () => {
  const paused = withLines(withLines(withLines(NO_LINES, logs(1), false), logs(2), true), logs(1, 3), true);
  expect([idsOf(paused.shown), idsOf(paused.waiting)]).toEqual([["1"], ["3", "2"]]);
  expect(idsOf(resumed(paused).shown)).toEqual(["3", "2", "1"]);
  expect(idsOf(withLines(paused, logs(4), false).shown)).toEqual(["4", "3", "2", "1"]);
});

test("no more than so many are held, the newest, and it says so", () => {
  const many = logs(...Array.from({ length: MOST_LINES }, (_, at) => at));
  const full = withLines(NO_LINES, many, false);
  expect(full.wereCut).toBe(false);
  const over = withLines(full, logs("new"), false);
  expect([over.shown.length, over.shown[0]?.id, over.wereCut]).toEqual([MOST_LINES, "new", true]);
  const waiting = withLines(withLines(NO_LINES, many, true), logs("new"), true);
  expect([waiting.waiting.length, waiting.waiting[0]?.id, waiting.wereCut]).toEqual([MOST_LINES, "new", true]);
});

test("what the server left out adds up", () => {
  const note = (count: number) => ({ code: "tail_behind" as const, message: `${count}`, leftOut: { logs: count, spans: 0 } });
  expect(withNote(withNote(NO_LINES, note(3)), note(4))).toMatchObject({ leftOut: 7, note: { message: "4" } });
});
