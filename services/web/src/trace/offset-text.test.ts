import { expect, test } from "@jest/globals";
import { offsetText } from "./offset-text.ts";

test("an offset has its sign: what began before all spans is before the start", () => {
  expect(offsetText("1012500000", 1_000_000_000n)).toBe("+12.5 ms");
  expect(offsetText("1000000000", 1_000_000_000n)).toBe("+0 ns");
  expect(offsetText("997000000", 1_000_000_000n)).toBe("−3.00 ms");
});
