import { expect, test } from "@jest/globals";
import { fittingText, visibleText } from "./fitting-text.ts";

test("a name is cut to its room", () => {
  expect(fittingText("processTicks", 12)).toBe("processTicks");
  expect(fittingText("processTicks", 8)).toBe("process…");
  expect(fittingText("processTicks", 2)).toBe("");
  expect(fittingText("ab😀cd", 4).isWellFormed()).toBe(true);
});

test("what cannot be seen, or turns a line around, shows", () => {
  expect(visibleText("a\u202eb\u0000c\nd\u200be")).toBe("a�b�c�d�e");
  expect(visibleText("<b>é名</b>")).toBe("<b>é名</b>");
});
