import { expect, test } from "@jest/globals";
import { sparkline } from "./sparkline.ts";

test("sparkline() shows the little beside the much, and nothing as nothing", () => {
  expect(sparkline([0, 1, 0, 1000, 500, 0], 6)).toBe(" ▁ █▄ ");
  expect(sparkline([1, 1, 4, 0], 2)).toBe("▄█");
  expect(sparkline([0, 0, 0], 3)).toBe("   ");
});
