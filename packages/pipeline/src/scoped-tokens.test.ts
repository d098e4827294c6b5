import { expect, test } from "@jest/globals";
import { ScopedTokens } from "./scoped-tokens.ts";

const tokens = new ScopedTokens([
  { token: "all", scopes: ["read", "metrics"] },
  { token: "numbers", scopes: ["metrics"] },
  { token: "twice", scopes: ["metrics"] },
  { token: "twice", scopes: ["read"] },
]);

test("verdict() tells a token that is for something else from one that is unknown", () => {
  expect(tokens.verdict("Bearer all", "read")).toBe("accepted");
  expect(tokens.verdict("Bearer all", "metrics")).toBe("accepted");
  expect(tokens.verdict("Bearer numbers", "metrics")).toBe("accepted");
  expect(tokens.verdict("Bearer numbers", "read")).toBe("forbidden");
  for (const header of [undefined, "", "Bearer", "Bearer al", "Basic all"]) expect(tokens.verdict(header, "metrics")).toBe("unknown");
});

test("a token that is given twice is for both", () => {
  for (const scope of ["read", "metrics"] as const) expect(tokens.verdict("bearer twice", scope)).toBe("accepted");
});

test("what no token is for is closed, not open", () => {
  const metricsOnly = new ScopedTokens<"read" | "metrics">([{ token: "numbers", scopes: ["metrics"] }]);
  expect(metricsOnly.verdict("Bearer numbers", "read")).toBe("forbidden");
  expect(metricsOnly.verdict(undefined, "read")).toBe("unknown");
});

test("without tokens everyone may do everything", () => {
  expect(new ScopedTokens<"read">([]).verdict(undefined, "read")).toBe("accepted");
});

test("clientOf() is the token however it is written, else the address", () => {
  expect(tokens.clientOf("Bearer all", "10.0.0.1")).toBe(tokens.clientOf("BEARER  all", "10.0.0.2"));
  expect(tokens.clientOf("Bearer all", "10.0.0.1")).not.toBe(tokens.clientOf("Bearer numbers", "10.0.0.1"));
  expect(new ScopedTokens([]).clientOf("Bearer all", "10.0.0.1")).toBe("10.0.0.1");
});
