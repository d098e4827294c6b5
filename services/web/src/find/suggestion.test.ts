import { expect, test } from "@jest/globals";
import { completionsAt } from "@throughline/traceql";
import { attributesWanted, ofAttributes, ofLanguage, ofSearches, ofValues, taken, valuesWanted } from "./suggestion.ts";

/** The completions at the `¦`, and what of it has been written. */
function at(marked: string) {
  const text = marked.replace("¦", "");
  const caret = marked.indexOf("¦");
  const completions = completionsAt(text, caret);
  return { completions, written: text.slice(completions.from, caret), text, caret };
}

test("the language goes on with what begins as it is written, scopes and values first", () => {
  const texts = (marked: string) => ofLanguage(at(marked).completions, at(marked).text, at(marked).written).map(({ text }) => text);
  expect(texts("{ ¦").slice(0, 2)).toEqual(["span.", "resource."]);
  expect(texts("{ ¦").slice(-2)).toEqual(["true", "false"]);
  expect(texts("{ DUR¦")).toEqual(["duration"]);
  expect(texts("{ status = ¦").slice(0, 4)).toEqual(["unset", "ok", "error", "span."]);
  expect(texts("{ status = error¦ }")).toEqual([]);
  expect([texts("{ .a ¦")[0], texts('{ .a = "x y" ¦')[0], texts("{ status = error ¦")[0]]).toEqual(["=", "&&", "&&"]);
});

test("stored attributes are looked for behind a scope, and with theirs in front where any field may stand", () => {
  const list = {
    attributes: [
      { scope: "span" as const, key: "http.route", types: ["string"], count: 3 },
      { scope: "resource" as const, key: "http cost", types: ["int"], count: 1 },
      { scope: "intrinsic" as const, key: "http", types: ["string"], count: 0 },
    ],
    notes: [],
  };
  const texts = (marked: string) => ofAttributes(at(marked).completions, list, at(marked).written).map(({ text }) => text);
  expect(texts("{ span.ht¦")).toEqual(["http.route", '"http cost"']);
  expect(texts("{ ht¦")).toEqual(["span.http.route", 'resource."http cost"']);
  const wanted = (marked: string) => attributesWanted(at(marked).completions, at(marked).written);
  expect([wanted("{ span.ht¦"), wanted("{ .a¦"), wanted("{ ht¦"), wanted("{ h¦"), wanted("{ .a ¦")]).toEqual([
    { scope: "span", begins: "ht" },
    { scope: undefined, begins: "a" },
    { scope: undefined, begins: "ht" },
    undefined,
    undefined,
  ]);
});

test("stored values are written as the language wants them", () => {
  const marked = '{ resource.service.name = "c¦';
  expect(valuesWanted(at(marked).completions)).toEqual({ key: "service.name", scope: "resource" });
  expect(valuesWanted(at("{ name = ¦").completions)).toEqual({ key: "name", scope: "intrinsic" });
  expect(valuesWanted(at("{ duration > ¦").completions)).toBeUndefined();
  const values = [
    { value: "cart", type: "string", count: 2 },
    { value: 'c "x"', type: "string", count: 1 },
    { value: "other", type: "string", count: 1 },
  ];
  expect(ofValues(at(marked).completions, { values, notes: [] }, at(marked).written).map(({ text }) => text)).toEqual([
    '"cart"',
    String.raw`"c \"x\""`,
  ]);
});

test("what is taken replaces what was written of it, and the caret stands behind it", () => {
  const { text, caret, completions, written } = at("{ stat¦ = error }");
  const [status] = ofLanguage(completions, text, written);
  expect(status && taken(text, caret, status)).toEqual({ text: "{ status = error }", caret: 8 });
});

test("searches are offered that have in them what was typed, but not that very one", () => {
  expect(ofSearches(["{ status = error }", "Card declined", "card"], "card ", "recent").map(({ text }) => text)).toEqual(["Card declined"]);
});
