import { expect, test } from "@jest/globals";
import { changed, columnsIn, columnsText, severitiesIn, toggled } from "./logs-search.ts";

test("severities in a URL come in order, and only those that there are", () => {
  expect(severitiesIn("info,error,nonsense")).toEqual(["error", "info"]);
  expect(severitiesIn(undefined)).toEqual([]);
});

test("changed() adds, replaces and takes away", () => {
  expect(changed({ q: "a", log: "1", start: "-6h" }, { q: "b", log: undefined, service: "", wrap: "1" })).toEqual({
    q: "b",
    start: "-6h",
    wrap: "1",
  });
});

test("columns come back from the URL as they were", () => {
  const columns = ["http.route", "a,b", "50%2C", "x y"];
  expect(columnsIn(columnsText(columns))).toEqual(columns);
  expect(columnsIn("a,,a")).toEqual(["a"]);
  expect(columnsIn(undefined)).toEqual([]);
});

test("toggled() adds what is missing and takes away what is there", () => {
  expect(toggled(toggled(["a"], "b"), "a")).toEqual(["b"]);
});
