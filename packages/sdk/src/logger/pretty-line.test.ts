import { expect, test } from "@jest/globals";
import type { LogEvent } from "./log-event.ts";
import { logFormat } from "./log-format.ts";
import { plain } from "./plain.ts";
import { prettyLine } from "./pretty-line.ts";
import { exceptionFrom } from "./read-fields.ts";

const TIME = new Date(2026, 0, 2, 3, 4, 5, 6);

function event(more: Partial<LogEvent> = {}): LogEvent {
  const ids = { correlationId: undefined, traceId: undefined, spanId: undefined };
  return { level: "info", event: "paid", logger: "orders", fields: {}, exception: undefined, ...ids, ...more };
}

test("prettyLine() aligns, and quotes only what needs it", () => {
  const fields = { amount: 12.5, text: "two words", list: [1], empty: "", quote: 'a"b' };
  expect(prettyLine(TIME, event({ fields, correlationId: "c-1" }), false)).toBe(
    `03:04:05.006 INFO  paid${" ".repeat(25)}amount=12.5 text="two words" list=[1] empty="" quote="a\\"b" logger=orders correlation=c-1`,
  );
});

test("prettyLine() tells an error with its causes, its own code from the root of the app", () => {
  const cause = new TypeError("bank away");
  const error = Object.assign(new AggregateError([new Error("a"), "b"], "two\nlines", { cause }), { code: "E_X" });
  error.stack = `${error.stack}\n    at other (/x/node_modules/y/z.js:1:2)\n    at node:fs:3:4`;
  const text = prettyLine(TIME, event({ exception: exceptionFrom(error) }), false);
  expect(text).toContain("\n  AggregateError: two\n    lines (code E_X)\n");
  expect(text).toMatch(/\n {2}  → at .* \(packages\/sdk\/src\/logger\/pretty-line\.test\.ts:\d+:\d+\)\n/);
  expect(text).toContain("\n      at other (/x/node_modules/y/z.js:1:2)\n");
  expect(text).toContain("\n    Error 1 of 2: Error: a\n");
  expect(text).toContain("\n    Error 2 of 2: b\n");
  expect(text).toContain("\n    Caused by: TypeError: bank away\n");
});

test("prettyLine() writes nothing that a terminal would obey but its own colours", () => {
  const evil = "\x1b[2J\u009b2J\r\x07";
  const hostile = event({ event: evil, fields: { evil, nested: plain({ [evil]: evil }) }, exception: exceptionFrom(new Error(evil)) });
  // eslint-disable-next-line no-control-regex
  expect(prettyLine(TIME, hostile, false)).not.toMatch(/[\x00-\x09\x0b-\x1f\x7f-\x9f]/);
  expect(prettyLine(TIME, event(), true)).toContain("\x1b[32mINFO \x1b[0m");
});

test.each([
  [{}, true, true, true],
  [{}, false, false, false],
  [{ NODE_ENV: "production" }, true, false, true],
  [{ THROUGHLINE_LOG_FORMAT: "json" }, true, false, true],
  [{ THROUGHLINE_LOG_FORMAT: "PRETTY" }, false, true, false],
  [{ THROUGHLINE_LOG_FORMAT: "pretty", FORCE_COLOR: "1" }, false, true, true],
  [{ FORCE_COLOR: "0" }, true, true, false],
  [{ NO_COLOR: "1" }, true, true, false],
  [{ NO_COLOR: "1", FORCE_COLOR: "1" }, true, true, true],
  [{ TERM: "dumb" }, true, true, false],
])("logFormat() under %j, terminal %p: pretty %p, coloured %p", (env, isTerminal, pretty, coloured) => {
  expect(logFormat(env, isTerminal)).toEqual({ pretty, coloured });
});
