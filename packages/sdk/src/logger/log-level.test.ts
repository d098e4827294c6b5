import { afterEach, expect, jest, test } from "@jest/globals";
import type * as levels from "./log-level.ts";

type Levels = Pick<typeof levels, "logLevel" | "setLogLevel">;

afterEach(() => {
  delete process.env["THROUGHLINE_LOG_LEVEL"];
  jest.resetModules();
});

/** The module as a process that starts with `variable` sees it. */
async function withVariable(variable: string): Promise<Levels> {
  process.env["THROUGHLINE_LOG_LEVEL"] = variable;
  return import("./log-level.ts");
}

test("logLevel() is what the variable says for the name, for a pattern that fits it, or for all", async () => {
  const { logLevel } = await withVariable(" Warn, payments = debug,http.*=error,*.sql=trace,http.client=info");
  expect(["app", "payments", "payments.card", "http.server", "http", "orders.sql", "http.sql", "http.client"].map(logLevel)).toEqual([
    "warn",
    "debug",
    "warn",
    "error",
    "warn",
    "trace",
    "trace",
    "info",
  ]);
});

test.each([
  ["", "info"],
  ["loud", "info"],
  ["payments=loud", "info"],
  ["a*b*c=fatal", "info"],
  ["a*b*c=fatal,pay*=error", "error"],
])("logLevel() of payments under %j is %s", async (variable, level) => {
  const { logLevel } = await withVariable(variable);
  expect(logLevel("payments")).toBe(level);
});

test("a pattern's parts must follow one another without sharing characters", async () => {
  const { logLevel } = await withVariable("ab*ba=fatal,x*y*z=error");
  expect(["aba", "abba", "ab.ba", "xyz", "x.y.z", "xz"].map(logLevel)).toEqual(["info", "fatal", "fatal", "error", "error", "info"]);
});

test("setLogLevel() changes what holds for all, or for a name; an unknown level changes nothing", async () => {
  const { logLevel, setLogLevel } = await withVariable("payments=warn");
  setLogLevel("debug");
  expect([logLevel(), logLevel("payments")]).toEqual(["debug", "warn"]);
  setLogLevel("payments", "trace");
  setLogLevel("payments", "loud" as "info");
  expect([logLevel(), logLevel("payments")]).toEqual(["debug", "trace"]);
});
