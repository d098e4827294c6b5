import { expect, test } from "@jest/globals";
import { panned, windowOf, windowText, within, zoomed } from "./window.ts";

test("zooming keeps what is pointed at where it is, and ends at what there is", () => {
  expect(zoomed({ from: 0, to: 1_000 }, 0.5, 250, 1_000)).toEqual({ from: 125, to: 625 });
  expect(zoomed({ from: 125, to: 625 }, 4, 250, 1_000)).toEqual({ from: 0, to: 1_000 });
  expect(zoomed({ from: 100, to: 300 }, 0.001, 200, 1_000)).toEqual({ from: 199.9, to: 299.9 });
});

test("panning stops at the ends", () => {
  expect(panned({ from: 200, to: 600 }, 0.25, 1_000)).toEqual({ from: 300, to: 700 });
  expect(panned({ from: 200, to: 600 }, -3, 1_000)).toEqual({ from: 0, to: 400 });
  expect(panned({ from: 200, to: 600 }, 3, 1_000)).toEqual({ from: 600, to: 1_000 });
});

test("a window shorter than can be told apart is widened; one of a trace without a duration is all of it", () => {
  expect(within({ from: 5, to: 5 }, 1_000)).toEqual({ from: 5, to: 105 });
  expect(within({ from: 5, to: 5 }, 0)).toEqual({ from: 0, to: 0 });
});

test.each([undefined, "", "x", "5-5", "9-5", "-5-9", "1e3-2e3", "9".repeat(17)])("the text %p means all there is", (text) => {
  expect(windowOf(text, 1_000)).toEqual({ from: 0, to: 1_000 });
});

test("a window comes back from the URL, and all there is needs no text", () => {
  expect(windowOf(windowText({ from: 120, to: 900 }, 1_000), 1_000)).toEqual({ from: 120, to: 900 });
  expect(windowText({ from: 0, to: 1_000 }, 1_000)).toBeUndefined();
  expect(windowOf("500-9000", 1_000)).toEqual({ from: 0, to: 1_000 });
});
