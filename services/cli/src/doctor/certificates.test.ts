import { expect, test } from "@jest/globals";
import { certificatesFinding } from "./certificates.ts";

const DAY_MS = 86_400_000;
const NOW = Date.parse("2026-07-01T00:00:00Z");

test("certificatesFinding() says for how long all are valid", () => {
  expect(certificatesFinding({ "query API": NOW + 60 * DAY_MS, "OTLP/HTTP": NOW + 14 * DAY_MS }, NOW)).toEqual({
    state: "ok",
    text: "valid for 14 days and more",
  });
});

test("certificatesFinding() warns of those that run out within 14 days", () => {
  expect(certificatesFinding({ "query API": NOW + 60 * DAY_MS, "OTLP/HTTP": NOW + 13.5 * DAY_MS }, NOW)).toEqual({
    state: "warning",
    text: "run out: that of OTLP/HTTP in 13.5 days",
    advice: "put a new one in its place: it is used within seconds",
  });
});
