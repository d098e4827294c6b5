import { describe, expect, test } from "@jest/globals";
import { Settings } from "@throughline/pipeline";
import { retention } from "./retention.ts";

const DAY = 86_400;
const read = (text: string) => retention(Settings.fromEnvironment({ THROUGHLINE_RETENTION: text }));

describe("retention()", () => {
  test.each([
    ["", { traces: 7 * DAY, logs: 7 * DAY, profiles: 7 * DAY }],
    ["30d", { traces: 30 * DAY, logs: 30 * DAY, profiles: 30 * DAY }],
    ["1h30m", { traces: 5_400, logs: 5_400, profiles: 5_400 }],
    ["7d,logs=3d,profiles=1d", { traces: 7 * DAY, logs: 3 * DAY, profiles: DAY }],
    [" 7d , traces = 30d ", { traces: 30 * DAY, logs: 7 * DAY, profiles: 7 * DAY }],
  ])("of %j is %j", (text, expected) => {
    expect(read(text)).toEqual(expected);
  });

  test.each([
    ["week", 'Cannot use THROUGHLINE_RETENTION "week": expected a number with ns'],
    ["59m", "from 1h to 3650d"],
    ["3651d", "from 1h to 3650d"],
    ["logs=3d", "expected a duration for all signals in front, such as 7d,logs=3d"],
    ["logs=3d,7d", "expected a duration for all signals in front, such as 7d,logs=3d"],
    ["7d,spans=3d", '"spans" is no signal: expected one of traces, logs, profiles'],
    ["7d,toString=3d", '"toString" is no signal'],
    ["7d,logs=3d,logs=4d", '"logs" stands twice: expected each signal once'],
    ["7d,logs=soon", "of logs expected a number with ns"],
    ["7d,logs=", "of logs expected a number with ns"],
    ["7d,logs=1m", "from 1h to 3650d"],
    ["7d,3d", '"3d" is none of what may follow: expected logs=3d or the like'],
    ["7d,", '"" is none of what may follow'],
    ["7d,logs=3d=4d", '"logs=3d=4d" is none of what may follow'],
  ])("of %j is refused: %s", (text, message) => {
    expect(() => read(text)).toThrow(message);
  });
});
