import { expect, test } from "@jest/globals";
import { bar } from "./bar.ts";

const whole = { from: 100n, to: 200n };

test.each([
  [100n, 200n, "██████████"],
  [100n, 150n, "█████"],
  [150n, 200n, "     █████"],
  [100n, 105n, "▌"],
  [199n, 199n, "         ▏"],
  [100n, 100n, "▏"],
])("bar() from %d to %d of 100 to 200 is %j", (from, to, text) => {
  expect(bar({ from, to }, whole, 10, false)).toBe(text);
});

test("bar() of what has not ended has an arrow at its end, within the width", () => {
  expect(bar({ from: 150n, to: 200n }, whole, 10, true)).toBe("     ████▶");
  expect(bar({ from: 100n, to: 101n }, whole, 10, true)).toBe("▏▶");
});

test("bar() of no time at all is one mark", () => {
  expect(bar({ from: 5n, to: 5n }, { from: 5n, to: 5n }, 10, false)).toBe("▏");
});
