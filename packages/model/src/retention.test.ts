import { expect, test } from "@jest/globals";
import { longestKept, retentionText, sameRetention } from "./retention.ts";

const DAY = 86_400;
const SHORT_LOGS = { ...sameRetention(7 * DAY), logs: 3 * DAY };

test("longestKept() is that of the signal that is kept longest", () => {
  expect([longestKept(SHORT_LOGS), longestKept(SHORT_LOGS, ["logs"]), longestKept(SHORT_LOGS, ["logs", "profiles"])]).toEqual([
    7 * DAY,
    3 * DAY,
    7 * DAY,
  ]);
});

test("retentionText() names signals only where they differ", () => {
  expect(retentionText(sameRetention(7 * DAY))).toBe("7d");
  expect(retentionText(SHORT_LOGS)).toBe("7d of traces and profiles, 3d of logs");
  expect(retentionText(SHORT_LOGS, ["logs"])).toBe("3d");
  expect(["5400", "7200", "90061"].map((seconds) => retentionText(sameRetention(Number(seconds))))).toEqual(["90m", "2h", "90061s"]);
});
