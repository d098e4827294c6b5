import { expect, test } from "@jest/globals";
import fc from "fast-check";
import { piecesOf } from "./highlight.ts";

test("pieces of a query are coloured by what they are", () => {
  const pieces = piecesOf('{ span."a b" = "x" && name != nil } | count() > 2 // all');
  expect(pieces.filter(({ kind }) => kind !== "space" && kind !== "symbol").map(({ text, kind }) => [text, kind])).toEqual([
    ['span."a b"', "field"],
    ['"x"', "string"],
    ["name", "field"],
    ["nil", "value"],
    ["count", "keyword"],
    ["2", "number"],
  ]);
});

test("put together they are the text, whatever it is", () => {
  fc.assert(
    fc.property(
      fc.oneof(
        fc.string({ unit: "binary" }),
        fc.string({ unit: fc.constantFrom("{", "}", "(", ".", "a", " ", '"', "`", "/", "*", "=", "&", "1") }),
      ),
      (text) => {
        expect(
          piecesOf(text)
            .map((piece) => piece.text)
            .join(""),
        ).toBe(text);
      },
    ),
  );
});
