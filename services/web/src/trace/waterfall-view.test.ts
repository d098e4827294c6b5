import { expect, test } from "@jest/globals";
import { changed, idsOf, idsText } from "./waterfall-view.ts";

test("changed() leaves out what was taken back, and keeps what is not the waterfall's", () => {
  expect(changed({ start: "-1h", find: "a", only: "1" }, { find: "", only: undefined, span: "b" })).toEqual({ start: "-1h", span: "b" });
});

test("IDs come back from the URL; what is none is left out, and so are the oldest of very many", () => {
  const ids = Array.from({ length: 400 }, (_, at) => at.toString(16).padStart(16, "0"));
  expect(idsOf(idsText(new Set(ids.slice(0, 3))))).toEqual(new Set(ids.slice(0, 3)));
  expect(idsOf(idsText(new Set(ids)))).toEqual(new Set(ids.slice(-300)));
  expect(idsOf(`${ids[0]},<script>,`)).toEqual(new Set(ids.slice(0, 1)));
  expect(idsText(new Set())).toBeUndefined();
});
