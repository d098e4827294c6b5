import { existsSync, readFileSync } from "node:fs";
import { expect, test } from "@jest/globals";

const page = readFileSync("docs/security.md", "utf8");

/** A threat as the page tells it: what holds its defence, by file and name, or why nothing does. */
const threats = page.split(/^(?=#{1,3} )/m).flatMap((section) => {
  const [, id] = /^### (T\d+) /.exec(section) ?? [];
  return id === undefined
    ? []
    : [{ id, tests: [...section.matchAll(/^- Test: (.*)$/gm)], reasons: [...section.matchAll(/^- No test: (.*)$/gm)] }];
});

test("every threat of docs/security.md has a number of its own, and a test or a reason why it has none", () => {
  expect(threats.map(({ id }) => id)).toEqual(threats.map((_, index) => `T${index + 1}`));
  expect(threats.length).toBeGreaterThan(25);
  expect(threats.filter(({ tests, reasons }) => tests.length + reasons.length === 0).map(({ id }) => id)).toEqual([]);
});

test("every test that docs/security.md names exists", () => {
  const named = threats.flatMap(({ id, tests }) => tests.map(([, text = ""]) => ({ id, text })));
  const missing = named.filter(({ text }) => {
    const [, file = "", name = ""] = /^`([^`]+\.test\.ts)` "(.+)"$/.exec(text) ?? [];
    return !existsSync(file) || !isNameOf(readFileSync(file, "utf8"), name);
  });
  expect(missing).toEqual([]);
});

/** Whether a test of that source has the name: it stands at the end of a call's opening, or in a template. */
function isNameOf(source: string, name: string): boolean {
  const literal = name.replaceAll(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`);
  return new RegExp(String.raw`\(\s*(?:"${literal}"|\x60(?:\$\{\w+\} )?${literal}\x60)\s*,`).test(source);
}
