import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "@jest/globals";
import { INTRINSICS, parse, print, SPANSET_OPERATORS } from "@throughline/traceql";
import { ROOT } from "./kit/program.ts";

const page = readFileSync(join(ROOT, "docs/reference/traceql.md"), "utf8");
const examples = [...page.matchAll(/```traceql\n(.+?)```/gs)].flatMap(([, block = ""]) => block.trim().split("\n"));

test.each(examples)("the example of the reference is TraceQL: %s", (example) => {
  expect(parse(print(parse(example)))).toEqual(parse(example));
});

test("the reference names every intrinsic and every operator between spansets", () => {
  for (const name of Object.keys(INTRINSICS)) expect(page).toContain(`\`${name}\``);
  for (const operator of SPANSET_OPERATORS)
    expect(page.replaceAll("\\|", "|")).toMatch(new RegExp(`[ \`]${operator.replaceAll("|", "\\|")}[ \`]`));
});
