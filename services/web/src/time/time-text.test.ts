import { expect, test } from "@jest/globals";
import { agoText, clockText, dateTimeText, whenText } from "./time-text.ts";

const TIME = 1_795_653_559_521_000_123n;

test("times have their zone, and no digit below the millisecond is made up", () => {
  expect(clockText(TIME, "UTC")).toBe("00:39:19.521");
  expect(dateTimeText(TIME, "UTC")).toBe("2026-11-26 00:39:19.521 UTC");
});

test.each([
  [0n, "just now"],
  [12n, "12 s ago"],
  [185n, "3 min ago"],
  [7_300n, "2 h ago"],
  [260_000n, "3 d ago"],
  [-120n, "in 2 min"],
])("%p seconds before now are %p", (seconds, text) => {
  expect(agoText(TIME - seconds * 1_000_000_000n, TIME)).toBe(text);
});

test("a time of another day has its date", () => {
  expect(whenText(TIME, "UTC", TIME + 3_600_000_000_000n)).toBe("00:39:19.521");
  expect(whenText(TIME - 3_600_000_000_000n, "UTC", TIME)).toBe("11-25 23:39:19.521");
  expect(whenText(TIME, "UTC", TIME + 86_400_000_000_000n)).toBe("11-26 00:39:19.521");
});
