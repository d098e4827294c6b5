import { expect, test } from "@jest/globals";
import { parseLogfmt } from "./logfmt.ts";

test("parseLogfmt() reads bare and quoted values", () => {
  expect(parseLogfmt(' a=1  b="x y" c="say \\"hi\\" \\\\" d= ')).toEqual([
    ["a", "1"],
    ["b", "x y"],
    ["c", 'say "hi" \\'],
    ["d", ""],
  ]);
  expect(parseLogfmt("")).toEqual([]);
});

test.each(["a", "a=b c", '="x"', 'a="x', 'a="x"y'])("parseLogfmt() does not read %s", (text) => {
  expect(parseLogfmt(text)).toBeUndefined();
});
