import { expect, test } from "@jest/globals";
import { timeText } from "./time-text.ts";
import { cut, fit } from "./layout.ts";
import { printable } from "./printable.ts";

test("timeText() is RFC 3339 to the millisecond, and survives times that no calendar has", () => {
  expect(timeText(1_795_000_000_123_456_789n)).toBe("2026-11-18T11:06:40.123Z");
  expect(timeText(2n ** 63n * 1_000n)).toMatch(/ ns$/);
});

test("printable() leaves nothing that a terminal would obey or that turns text around", () => {
  expect(printable("a\u001b[31mb\r\n\tc\u009bd\u202ee")).toBe("a\\x1b[31mb\\r\\n\\tc\\x9bd\\u202ee");
  expect(printable("名前 🔥")).toBe("名前 🔥");
});

test("cut() and fit() count characters, not halves of them", () => {
  expect(cut("🔥🔥🔥", 2)).toBe("🔥…");
  expect(fit("🔥", 3)).toBe("🔥  ");
  expect(fit("abcdef", 3)).toBe("ab…");
});
