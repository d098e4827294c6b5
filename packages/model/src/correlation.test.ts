import { expect, test } from "@jest/globals";
import { isCorrelationId } from "./correlation.ts";

test("isCorrelationId() accepts what gateways make", () => {
  for (const id of ["0190b3f2-7f1a-7c3e-8a77-2f6d8a1b9c01", "Root=1-67891233-abcdef012345678912345678", "a".repeat(128)])
    expect(isCorrelationId(id)).toBe(true);
});

test("isCorrelationId() refuses the empty, the long and the malicious", () => {
  for (const id of ["", "a".repeat(129), "a b", "<script>", "x\r\nset-cookie: a=b", "x\n", "'; DROP TABLE spans", 7, undefined])
    expect(isCorrelationId(id)).toBe(false);
});
