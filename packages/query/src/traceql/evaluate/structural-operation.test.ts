import { expect, test } from "@jest/globals";
import { evaluate } from "./evaluate.ts";
import { found, spansetExpression } from "./testing/find.ts";
import { type ShortSpan, trace } from "./testing/trace.ts";

/** root → (a → (b → c, d), e), and an orphan with a child. */
const SPANS: readonly ShortSpan[] = [
  { id: "root" },
  { id: "a", parent: "root" },
  { id: "b", parent: "a" },
  { id: "c", parent: "b" },
  { id: "d", parent: "a" },
  { id: "e", parent: "root" },
  { id: "orphan", parent: "gone" },
  { id: "below", parent: "orphan" },
];
const id = (name: string) => `{ span:id = "${name}" }`;

test.each([
  [`${id("a")} > {}`, ["b", "d"]],
  [`${id("a")} >> {}`, ["b", "c", "d"]],
  [`${id("a")} < {}`, ["root"]],
  [`${id("c")} << {}`, ["root", "a", "b"]],
  [`${id("b")} ~ {}`, ["d"]],
  [`{} ~ {}`, ["a", "b", "d", "e"]],
  [`${id("a")} !> {}`, ["root", "a", "c", "e"]],
  [`${id("a")} !>> {}`, ["root", "a", "e"]],
  [`${id("a")} !< {}`, ["a", "b", "c", "d", "e"]],
  [`${id("c")} !<< {}`, ["c", "d", "e"]],
  [`${id("b")} !~ {}`, ["root", "a", "b", "c", "e"]],
  [`${id("a")} &> ${id("b")}`, ["a", "b"]],
  [`({ span:id = "a" || span:id = "e" }) &>> ${id("c")}`, ["a", "c"]],
  [`${id("d")} &< { span:id = "a" || span:id = "b" }`, ["a", "d"]],
  [`{ span:id = "c" || span:id = "e" } &<< ${id("a")}`, ["a", "c"]],
  [`{ span:id = "b" || span:id = "e" } &~ ${id("d")}`, ["b", "d"]],
  [`${id("nobody")} !>> {}`, ["root", "a", "b", "c", "d", "e"]],
  [`${id("root")} > ${id("a")} > {}`, ["b", "d"]],
])("%s finds %p", (q, expected) => {
  expect(found(q, SPANS)).toEqual([expected]);
});

test.each([
  `${id("a")} > ${id("c")}`,
  `${id("a")} >> ${id("a")}`,
  `${id("a")} << ${id("a")}`,
  `${id("a")} ~ ${id("a")}`,
  `${id("root")} ~ {}`,
  `${id("e")} &>> ${id("c")}`,
  `${id("orphan")} > {}`,
  `${id("orphan")} >> {}`,
  `${id("below")} < {}`,
  `{} !> ${id("orphan")}`,
  `{} !>> ${id("below")}`,
  `${id("orphan")} &> ${id("below")}`,
  `{} !>> {}  | { span:id != "root" }`,
])("%s finds nothing", (q) => {
  expect(found(q, SPANS)).toEqual([]);
});

test("roots are no siblings", () => {
  expect(found("{} ~ {}", [{ id: "a" }, { id: "b" }])).toEqual([]);
  expect(found("{} !~ {}", [{ id: "a" }, { id: "b" }])).toEqual([["a", "b"]]);
});

test("the sides may be pipelines and operations", () => {
  expect(found(`({} | count() > 100) !>> ${id("c")}`, SPANS)).toEqual([["c"]]);
  expect(found(`(${id("a")} >> {}) > {}`, SPANS)).toEqual([["c"]]);
  expect(found(`${id("root")} > (${id("c")} << {})`, SPANS)).toEqual([["a"]]);
});

test("a chain of 100 000 spans, and one of as many siblings, is no trouble", () => {
  const chain = trace(Array.from({ length: 100_000 }, (_, at): ShortSpan => ({ id: `${at}`, parent: at === 0 ? "" : `${at - 1}` })));
  const star = trace(Array.from({ length: 100_000 }, (_, at): ShortSpan => ({ id: `${at}`, parent: at === 0 ? "" : "0" })));
  const count = (q: string, of: ReturnType<typeof trace>) => evaluate(spansetExpression(q), of).map(({ spans }) => spans.length);
  expect(count("{} >> {}", chain)).toEqual([99_999]);
  expect(count("{} << {}", chain)).toEqual([99_999]);
  expect(count("{} !>> {}", chain)).toEqual([1]);
  expect(count("{} &>> {}", chain)).toEqual([100_000]);
  expect(count("{} ~ {}", star)).toEqual([99_999]);
  expect(count("{} < {}", star)).toEqual([1]);
  expect(count("({} | by(span:id)) >> ({} | by(span:id)) || ({} | by(span:id) | {} >> {})", star)).toEqual([99_999]);
  expect(count("{} | by(span:id) | {} >> {} || {} | coalesce()", star)).toEqual([100_000]);
});
