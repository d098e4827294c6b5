import { expect, test } from "@jest/globals";
import fc from "fast-check";
import { stacktraceOf, type Exception } from "./exception.ts";
import { plain } from "./plain.ts";

test("plain() leaves what JSON can say as it is", () => {
  fc.assert(fc.property(fc.jsonValue({ maxDepth: 5 }), (value) => expect(JSON.stringify(plain(value))).toBe(JSON.stringify(value))));
});

test("plain() says anything, and never throws", () => {
  fc.assert(
    fc.property(
      fc.anything({ withBigInt: true, withMap: true, withSet: true, withNullPrototype: true, withTypedArray: true }),
      (value) => void JSON.stringify(plain(value)),
    ),
  );
});

test.each([
  [2n ** 64n, "18446744073709551616"],
  [Number.NaN, "NaN"],
  [-Infinity, "-Infinity"],
  [undefined, null],
  [Symbol("s"), "Symbol(s)"],
  [new Map([["a", 1n]]), { a: "1" }],
  [new Set([1, "b"]), [1, "b"]],
  [Buffer.from("secret"), "[Buffer of 6 bytes]"],
  [new Date(0), "1970-01-01T00:00:00.000Z"],
  [new Date(Number.NaN), null],
  [{ gone: undefined, here: null }, { here: null }],
  [new URL("http://a/b"), "http://a/b"],
])("plain(%p) is %j", (value, expected) => {
  expect(plain(value)).toEqual(expected);
});

test("plain() says where a value refers to itself, lies too deep or cannot be read", () => {
  const loop: { self?: unknown; twice: object[] } = { twice: [] };
  const shared = { a: 1 };
  loop.self = loop;
  loop.twice = [shared, shared];
  expect(plain(loop)).toEqual({ self: "[circular]", twice: [{ a: 1 }, { a: 1 }] });
  let deep: object = {};
  for (let level = 0; level < 100; level++) deep = { deep };
  expect(JSON.stringify(plain(deep))).toContain("[too deep]");
  const wide = Array.from({ length: 100 }, () => Array.from({ length: 100 }, () => ({})));
  expect(JSON.stringify(plain(wide))).toContain("[too much]");
  const trap = new Proxy(
    {},
    {
      ownKeys: () => {
        throw new Error("no");
      },
    },
  );
  expect(plain({ trap })).toEqual({ trap: "[unreadable: no]" });
});

test("plain() tells errors with their frames, their causes and their parts", () => {
  const error = new AggregateError([new RangeError("one")], "all\n    at no frame (absent.js:1:1)", { cause: "why" });
  const frame = {
    function: expect.any(String),
    file: import.meta.filename,
    line: expect.any(Number),
    column: expect.any(Number),
    in_app: true,
  };
  expect(plain(error)).toEqual({
    type: "AggregateError",
    message: error.message,
    frames: expect.arrayContaining([expect.objectContaining(frame)]),
    cause: "why",
    errors: [{ type: "RangeError", message: "one", frames: expect.any(Array) }],
  });
  expect(JSON.stringify(plain(error)).match(/absent\.js/g)).toHaveLength(1);
});

test("plain() keeps a stack that V8 did not write as it is", () => {
  const error = Object.assign(new Error("foreign"), { stack: "f@x.js:1:1" });
  expect(plain(error)).toEqual({ type: "Error", message: "foreign", stacktrace: "f@x.js:1:1" });
});

test("stacktraceOf() tells the causes too, and ends where they go in a circle", () => {
  const one = new TypeError("one");
  const two = new Error("two\nlines", { cause: one });
  one.cause = two;
  const text = stacktraceOf(plain(one) as Exception);
  expect(text).toMatch(/^TypeError: one\n    at .+:\d+:\d+\)?\n[^]*\nCaused by: Error: two\nlines\n    at [^]*\nCaused by: \[circular\]$/);
  expect(stacktraceOf({ type: "Error", message: "bare", cause: { why: 1 } })).toBe('Error: bare\nCaused by: {"why":1}');
});
