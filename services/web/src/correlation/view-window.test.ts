import { expect, test } from "@jest/globals";
import { scaleOf } from "./scale.ts";
import { ALL, panned, showing, windowOf, windowText, zoomed } from "./view-window.ts";

const scale = scaleOf(1e9, []);

test("a window in the URL is the same window again; one that cannot be read is everything", () => {
  const window = { from: 0.25, to: 0.5 };
  expect(windowText(window, scale)).toBe("250000000-500000000");
  expect(windowOf("250000000-500000000", scale)).toEqual(window);
  for (const text of [undefined, "", "5-", "7-3", "1e9-2e9", "<b>"]) expect(windowOf(text, scale)).toEqual(ALL);
  expect(windowText(ALL, scale)).toBeUndefined();
});

test("zoom keeps the place it is about, and nothing leaves what there is", () => {
  expect(zoomed(ALL, 0.5, 0.5, scale)).toEqual({ from: 0.25, to: 0.75 });
  expect(zoomed({ from: 0.1, to: 0.3 }, 10, 0.2, scale)).toEqual(ALL);
  expect(panned({ from: 0.75, to: 1 }, 0.5, scale)).toEqual({ from: 0.75, to: 1 });
  const closest = zoomed(ALL, 1e-12, 0.5, scale);
  expect(closest.to - closest.from).toBeCloseTo(1e-6);
});

test("showing() moves only as far as it must", () => {
  const window = { from: 0.4, to: 0.6 };
  expect(showing(window, { from: 450e6, to: 500e6 }, scale)).toBe(window);
  expect(showing(window, { from: 550e6, to: 650e6 }, scale).to).toBeCloseTo(0.65);
  expect(showing(window, { from: 900e6, to: 910e6 }, scale).from).toBeCloseTo(0.8);
});
