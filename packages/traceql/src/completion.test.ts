import { expect, test } from "@jest/globals";
import fc from "fast-check";
import { completionsAt } from "./completion.ts";
import { print } from "./query.ts";
import { trees } from "./testing/trees.ts";

/** The texts of a kind that can stand at the `¦` of a text. */
function at(text: string, kind: string): string[] {
  const { items } = completionsAt(text.replace("¦", ""), text.indexOf("¦"));
  return items.flatMap((item) => (item.kind === kind && "text" in item ? [item.text] : []));
}

const fromOf = (text: string) => completionsAt(text.replace("¦", ""), text.indexOf("¦")).from;

test("a query begins with a spanset or a stage", () => {
  expect(at("¦", "operator")).toEqual(expect.arrayContaining(["{", "("]));
  expect(at("¦", "keyword")).toEqual(["by", "coalesce", "select", "count", "avg", "min", "max", "sum"]);
});

test("a condition begins with a field, a scope, or true and false", () => {
  for (const text of ["{ ¦", "{ .a = 1 && ¦", "{ !(¦", "{ .a = 1 || nam¦ }"]) {
    expect(at(text, "intrinsic")).toEqual(expect.arrayContaining(["name", "span:name", "traceDuration"]));
    expect(at(text, "scope")).toEqual(["span.", "resource.", "event.", "link.", "instrumentation.", "parent.", "."]);
    expect(at(text, "value")).toEqual(["true", "false"]);
  }
});

test.each([
  ["{ span.ht¦", "span", false, 7],
  ["{ resource.¦", "resource", false, 11],
  ["{ .a¦ = 1 }", "any", false, 3],
  ["{ parent.span.x¦", "span", true, 14],
  ["{ parent.x¦", "any", true, 9],
  ["{} | select(name, event.¦", "event", false, 24],
])("behind the scope stand attributes: %s", (text, scope, ofParent, from) => {
  expect(completionsAt(text.replace("¦", ""), text.indexOf("¦"))).toEqual({ from, items: [{ kind: "attribute", scope, ofParent }] });
});

test("what is written is replaced from where it begins", () => {
  expect(fromOf("{ nam¦")).toBe(2);
  expect(fromOf("{ name ¦")).toBe(7);
  expect(fromOf('{ name = "GE¦')).toBe(9);
  expect(fromOf('{ name = "GET"¦')).toBe(14);
});

test.each([
  ["{ status = ¦", ["unset", "ok", "error", "nil"]],
  ["{ span:kind != ser¦", ["unspecified", "internal", "server", "client", "producer", "consumer", "nil"]],
  ["{ duration > ¦", ["nil"]],
  ["{ .a = ¦", ["true", "false", "nil"]],
  ["{} with (sample=¦", ["true", "false"]],
])("values of the language: %s", (text, values) => {
  expect(at(text, "value")).toEqual(values);
});

test.each([
  ["{ resource.service.name = ¦", { type: "attribute", scope: "resource", key: "service.name", ofParent: false }],
  ['{ name =~ "GE¦', { type: "intrinsic", name: "name" }],
])("values of a field, which the data knows: %s", (text, field) => {
  expect(completionsAt(text.replace("¦", ""), text.indexOf("¦")).items).toContainEqual({ kind: "value-of", field });
});

test.each([
  ["{ .a ¦", ["=", "!=", ">", ">=", "<", "<=", "=~", "!~", "+", "-", "*", "/", "%", "^", "&&", "||", "}"]],
  ["{} ¦", ["&&", "||", ">", ">>", "<", "<<", "~", "!>", "!>>", "!<", "!<<", "!~", "&>", "&>>", "&<", "&<<", "&~", "|"]],
  ["({} | rate()) ¦", ["+", "-", "*", "/"]],
  ["{} | count() ¦", ["+", "-", "*", "/", "%", "^", "=", "!=", ">", ">=", "<", "<=", "=~", "!~"]],
])("operators: %s", (text, operators) => {
  expect(at(text, "operator")).toEqual(operators);
});

test.each([
  ["{} | ¦", expect.arrayContaining(["by", "count", "rate", "compare", "select"])],
  ["{} | rate() ¦", ["by", "with"]],
  ["{} | rate() | ¦", ["topk", "bottomk"]],
  ["{} | count() > ¦", ["count", "avg", "min", "max", "sum"]],
  ["{} ¦", ["with"]],
  ["{} with (¦", ["most_recent", "sample", "span_sample", "trace_sample", "exemplars", "extrapolate"]],
])("keywords: %s", (text, keywords) => {
  expect(at(text, "keyword")).toEqual(keywords);
});

test("errors before the place do not matter, nor what follows it", () => {
  expect(at("{ foo == && status = ¦ nonsense", "value")).toEqual(["unset", "ok", "error", "nil"]);
});

test("completionsAt() has an answer for any place in any text", () => {
  const texts = fc.oneof(trees().queries.map(print), fc.string({ unit: "binary" }));
  fc.assert(
    fc.property(texts, fc.nat(), (text, place) => {
      const offset = place % (text.length + 1);
      const { from } = completionsAt(text, offset);
      expect(from).toBeGreaterThanOrEqual(0);
      expect(from).toBeLessThanOrEqual(offset);
    }),
    { numRuns: 300 },
  );
});
