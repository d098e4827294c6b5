import { expect, test } from "@jest/globals";
import { isSpanId, isTraceId } from "./id.ts";

test("isTraceId() wants 32 lowercase hex digits that are not all zero", () => {
  expect(isTraceId("4bf92f3577b34da6a3ce929d0e0e4736")).toBe(true);
  for (const id of ["0".repeat(32), "4BF92F3577B34DA6A3CE929D0E0E4736", "4bf92f35", ""]) expect(isTraceId(id)).toBe(false);
});

test("isSpanId() wants 16 lowercase hex digits that are not all zero", () => {
  expect(isSpanId("00f067aa0ba902b7")).toBe(true);
  for (const id of ["0".repeat(16), "00F067AA0BA902B7", ""]) expect(isSpanId(id)).toBe(false);
});
