import { expect, test } from "@jest/globals";
import { fitted, moved, zoomed } from "./viewport.ts";

test("fitted() shows all of a map in the middle, and does not blow a small one up", () => {
  expect(fitted({ width: 200, height: 100 }, { width: 400, height: 400 })).toEqual({ scale: 1, x: 100, y: 150 });
  expect(fitted({ width: 2_000, height: 100 }, { width: 400, height: 400 })).toEqual({ scale: 0.2, x: 0, y: 190 });
});

test("zoomed() leaves the place under the pointer where it is, within bounds", () => {
  const view = { scale: 1, x: 10, y: 20 };
  const at = { x: 110, y: 70 };
  const place = (from: typeof view) => [(at.x - from.x) / from.scale, (at.y - from.y) / from.scale];
  expect(place(zoomed(view, 1.7, at))).toEqual(place(view).map((number) => expect.closeTo(number)));
  expect(zoomed(view, 100, at).scale).toBe(3);
  expect(zoomed(view, 0.001, at).scale).toBe(0.1);
});

test("moved() keeps the scale", () => {
  expect(moved({ scale: 2, x: 1, y: 1 }, { x: 3, y: -3 })).toEqual({ scale: 2, x: 4, y: -2 });
});
