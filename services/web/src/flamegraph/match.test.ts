import { expect, test } from "@jest/globals";
import { graphOf } from "./graph.ts";
import { find, searchOf } from "./match.ts";
import { treeOf } from "./testing.ts";

const GRAPH = graphOf(
  treeOf(["all", 0, ["parse /app/read.js", 10, ["parse /app/read.js", 20]], ["Reader /app/b.js", 30], ["x /c.js", 40]]),
);
const found = (text: string) => {
  const search = searchOf(text);
  return search && "matches" in search ? find(GRAPH, search.matches) : search;
};

test("text is looked for in functions and files, in any case; a match within a match counts once", () => {
  expect(found("PARSE")).toMatchObject({ count: 2, share: 0.3 });
  expect(found("read")).toMatchObject({ count: 3, share: 0.6 });
  expect(found("a(")).toMatchObject({ count: 0, share: 0 });
});

test("between slashes it is a pattern, and what is none is said", () => {
  expect(found("/^x$|^Reader$/")).toMatchObject({ count: 2, share: 0.7 });
  expect(found("/(/")).toEqual({ problem: "This is no regular expression" });
  // A path is no pattern.
  expect(found("/app")).toMatchObject({ count: 3 });
});

test("nothing asked for is nothing found", () => {
  expect(searchOf("  ")).toBeUndefined();
});
