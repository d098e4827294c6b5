import { expect, test } from "@jest/globals";
import { columnText, fewAttributes, lineText, prettyBody, wrappedText } from "./line-text.ts";

test("a line is one line whatever the body: text, JSON, or none but the event's name", () => {
  expect(lineText({ body: "a\n  at b\n\tc", eventName: "" })).toBe("a at b c");
  expect(lineText({ body: { a: [1] }, eventName: "" })).toBe('{"a":[1]}');
  expect(lineText({ body: null, eventName: "payment_declined" })).toBe("payment_declined");
  expect(lineText({ body: "<img src=x onerror=alert(1)>", eventName: "" })).toBe("<img src=x onerror=alert(1)>");
});

test("a megabyte is cut in its line, wrapped or not", () => {
  expect(lineText({ body: "x".repeat(1_000_000), eventName: "" })).toHaveLength(1_000);
  expect(wrappedText({ body: "x".repeat(1_000_000), eventName: "" })).toHaveLength(2_001);
  expect(wrappedText({ body: "a\n  at b", eventName: "" })).toBe("a\n  at b");
});

test("a few attributes are shown, none that is long or stands elsewhere", () => {
  const attributes = { "correlation.id": "1", "code.function": "f", long: "x".repeat(100), orderId: 7, ok: true, list: ["a"], d: 1, e: 2 };
  expect(fewAttributes({ attributes })).toEqual([
    ["orderId", "7"],
    ["ok", "true"],
    ["list", '["a"]'],
    ["d", "1"],
  ]);
});

test("a column has the record's attribute before its resource's", () => {
  const log = { attributes: { a: 1 }, resource: { a: 2, "host.name": "web-1" } };
  expect(["a", "host.name", "toString"].map((key) => columnText(log, key))).toEqual(["1", "web-1", undefined]);
});

test("prettyBody() indents JSON, and never changes a number", () => {
  expect(prettyBody('{"a":[1,"b"]}')).toBe('{\n  "a": [\n    1,\n    "b"\n  ]\n}');
  expect(prettyBody('{"id":9007199254740993}')).toBe('{"id":9007199254740993}');
  expect(prettyBody("{not json}")).toBe("{not json}");
  expect(prettyBody({ a: 1 })).toBe('{\n  "a": 1\n}');
});
