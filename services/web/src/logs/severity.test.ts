import { expect, test } from "@jest/globals";
import { severityOf } from "./severity.ts";

test.each([
  [9, "", "info"],
  [12, "ERROR", "info"],
  [17, "", "error"],
  [24, "", "fatal"],
  [0, "Warning", "warn"],
  [0, "constructor", "unset"],
  [0, "", "unset"],
] as const)("severityOf() of number %p and text %p is %p", (severityNumber, severityText, severity) => {
  expect(severityOf({ severityNumber, severityText })).toBe(severity);
});
