import { expect, test } from "@jest/globals";
import fc from "fast-check";
import { parse, print } from "./query.ts";
import { trees } from "./testing/trees.ts";

test("parse() reads back what print() wrote, for any query", () => {
  fc.assert(
    fc.property(trees().queries, (query) => {
      expect(parse(print(query))).toEqual(query);
    }),
    { numRuns: 1_000 },
  );
});
