import { globSync, readFileSync } from "node:fs";
import { join, sep } from "node:path";
import { expect, test } from "@jest/globals";

const SOURCE = join(import.meta.dirname, "../services/web/src");

test("the key of every query begins with the view that asks: two views never take each other's answers", () => {
  const keys = globSync("**/*.{ts,tsx}", { cwd: SOURCE })
    .filter((path) => !path.endsWith(".test.ts"))
    .flatMap((path) =>
      [...readFileSync(join(SOURCE, path), "utf8").matchAll(/queryKey: \["(\w+)"/g)].map(([, first]) => ({
        path,
        isOfView: first === path.split(sep)[0],
      })),
    );
  expect(keys.length).toBeGreaterThan(15);
  expect(keys.filter(({ isOfView }) => !isOfView)).toEqual([]);
});
