import { expect, test } from "@jest/globals";
import fc from "fast-check";
import { KnownBytes, UNKNOWN } from "./known-bytes.ts";

test("KnownBytes gives the last answer about the same bytes or none, wherever they lie, whatever else it was told", () => {
  const known = new KnownBytes();
  const told = new Map<string, number>();
  let hits = 0;
  const texts = fc.oneof(fc.string({ maxLength: 3 }), fc.string({ minLength: 62, maxLength: 67 }), fc.nat(20_000).map(String));
  fc.assert(
    fc.property(texts, fc.nat(3), (text, answer) => {
      const bytes = Buffer.from(`<${text}>`);
      const found = known.get(bytes, 1, bytes.length - 1);
      if (found !== UNKNOWN) {
        hits++;
        expect(found).toBe(told.get(text));
      }
      known.set(bytes, 1, bytes.length - 1, answer);
      told.set(text, answer);
      if (bytes.length > 2 && bytes.length <= 66) expect(known.get(bytes, 1, bytes.length - 1)).toBe(answer);
    }),
    { numRuns: 5_000 },
  );
  expect(hits).toBeGreaterThan(100);
});
