import { expect, test } from "@jest/globals";
import { queryTokens } from "./access.ts";

test("a token is for everything, or for the scope in front of it", () => {
  expect(queryTokens(["abc", "read:r", "metrics: m", "all:with:colon", "read:with:colon"])).toEqual([
    { token: "abc", scopes: ["read", "metrics"] },
    { token: "r", scopes: ["read"] },
    { token: "m", scopes: ["metrics"] },
    { token: "with:colon", scopes: ["read", "metrics"] },
    { token: "with:colon", scopes: ["read"] },
  ]);
});

test.each([
  [["abc", "write:hunter2"], "token 2 of 2: in front of a colon accepted are read, metrics, all"],
  [["Read:hunter2"], "token 1 of 1: in front of a colon"],
  [["hunter2:constructor"], "token 1 of 1: in front of a colon"],
  [[":hunter2"], "token 1 of 1: in front of a colon"],
  [["hunter2", "read:"], "token 2 of 2: there is nothing after its scope"],
])("%j is refused, and the message shows nothing of it", (texts, message) => {
  const read = () => queryTokens(texts);
  expect(read).toThrow(message);
  expect(read).not.toThrow(/hunter2|write/);
});
