import { expect, test } from "@jest/globals";
import { Tokens } from "./tokens.ts";

test("accept() lets in each of the tokens, and nothing else", () => {
  const tokens = new Tokens(["old", "new"]);
  for (const header of ["Bearer old", "bearer new", "BEARER  new"]) expect(tokens.accept(header)).toBe(true);
  for (const header of [undefined, "", "Bearer", "Bearer ", "Bearer olds", "Basic old", "old"]) expect(tokens.accept(header)).toBe(false);
});

test("without tokens everyone is let in", () => {
  expect(new Tokens([]).accept(undefined)).toBe(true);
});
