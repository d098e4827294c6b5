import { expect, test } from "@jest/globals";
import fc from "fast-check";
import { parse, parseAll, print } from "./query.ts";
import { trees } from "./testing/trees.ts";

/** What `parseAll` reads of a text, and of each error the text that it points at. */
function read(text: string): [query: string | undefined, ...errorsAt: string[]] {
  const { query, errors } = parseAll(text);
  return [query && print(query), ...errors.map(({ position }) => text.slice(position?.offset).split(" ")[0] ?? "")];
}

test.each<[string, string | undefined, ...string[]]>([
  ["{ .a = 1 }", "{ .a = 1 }"],
  ["{ .a = && .b = 2 }", "{ .a && .b = 2 }", "&&"],
  ["{ .a == 1 && foo = 3 && name = cart }", '{ .a && .foo = 3 && name = "cart" }', "=", "foo", "cart"],
  ["{ && } | count() > 2", "{} | count() > 2", "&&"],
  ["{ .a = 1 ", "{ .a = 1 }", ""],
  ["{ .a = 1 | count() > 2", "{ .a = 1 } | count() > 2", "|"],
  ["({ .a = ) && { .b }", "{ .a } && { .b }", ")"],
  ["{ (.a = 1 } && { .b }", "{ .a = 1 } && { .b }", "}"],
  ["{ name > 5 && status = 3 }", "{ name > 5 && status = 3 }", "5", "3"],
  ["{} | nonsense(2) | by(.a", "{} | by(.a)", "nonsense(2)", ""],
  ["{} | by(.a .b, .c) | select(.d)", "{} | by(.a) | select(.d)", ".b,"],
  ["{} {} | count() > true | rate()", "{} | rate()", "{}", "true"],
  ["{} | quantile_over_time(duration .9)", "{}", ".9)"],
  ["({} | rate()) | topk(3)", "{} | rate()", "|", "topk(3)"],
  ["{ # .a = 1 }", "{ .a = 1 }", "#"],
  ['{ .a = "x', '{ .a = "x" }', '"x', ""],
  ["{ .a = 1 } && ", "{ .a = 1 }", ""],
  ["nonsense", undefined, "nonsense"],
  ["", undefined, ""],
])("parseAll() reads what it can of %s", (text, query, ...errorsAt) => {
  expect(read(text)).toEqual([query, ...errorsAt]);
});

test("parseAll() gives what parse() gives where nothing is wrong", () => {
  fc.assert(
    fc.property(trees().queries, (query) => {
      expect(parseAll(print(query))).toEqual({ query, errors: [] });
    }),
    { numRuns: 100 },
  );
});

const piece = fc.oneof(
  fc.string({ unit: "binary" }),
  fc.constantFrom(
    ..."{ } ( ) && || = !~ =~ > >> &>> ! - ^ | , span.a .b parent. name status duration error nil 5ms -1 1.5 // /* count() rate() by with(".split(
      " ",
    ),
    ..."select( compare({}, quantile_over_time(duration,.9) topk(3) coalesce() true } } }".split(" "),
    '"x"',
    "`y",
    " ",
  ),
);

test("parseAll() and parse() agree about what is wrong, for any text", () => {
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 12 }), (pieces) => {
      const text = pieces.join("");
      const { query, errors } = parseAll(text);
      let parsed: unknown;
      let problem: unknown;
      try {
        parsed = parse(text);
      } catch (error) {
        problem = error;
      }
      if (errors.length === 0) expect(query).toEqual(parsed);
      else expect(errors).toContainEqual(problem);
      for (const { position } of errors) expect(position?.offset).toBeLessThanOrEqual(text.length);
    }),
    { numRuns: 2_000 },
  );
});
