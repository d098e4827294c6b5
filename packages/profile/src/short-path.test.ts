import { expect, test } from "@jest/globals";
import { commonRoot, frameOf, shortPath } from "./index.ts";

test("shortPath() begins a package's file at its node_modules, the last one", () => {
  expect(shortPath("/app/node_modules/.pnpm/pg@8/node_modules/pg/lib/client.js")).toBe("node_modules/pg/lib/client.js");
  expect(shortPath("/usr/lib/python3/dist-packages/flask/app.py")).toBe("dist-packages/flask/app.py");
});

test("shortPath() begins an own file at the root and leaves others as they are", () => {
  expect(shortPath("/app/src/a.ts", "/app/")).toBe("src/a.ts");
  expect(shortPath("/other/a.ts", "/app/")).toBe("/other/a.ts");
  expect(shortPath("node:fs", "/app/")).toBe("node:fs");
  expect(shortPath("", "")).toBe("");
});

test("commonRoot() is the folder of all own files, whatever else was on the stacks", () => {
  const files = (...paths: string[]) => paths.map((path) => frameOf("f", path, 1));
  expect(commonRoot(files("/app/src/a.ts", "/app/lib/b.ts", "node:fs", "/usr/x/node_modules/pg/c.js"))).toBe("/app/");
  expect(commonRoot(files("/app/src/a.ts"))).toBe("/app/src/");
  expect(commonRoot(files("/app/a.ts", "/apps/b.ts"))).toBe("");
  expect(commonRoot(files("C:\\app\\a.js", "C:\\app\\lib\\b.js"))).toBe("C:\\app\\");
  expect(commonRoot(files("https://shop.example/js/a.js", "https://shop.example/js/b/c.js"))).toBe("https://shop.example/js/");
  expect(commonRoot(files("a.py", ""))).toBe("");
  expect(commonRoot(files("/app/src/a.ts", "wasm://wasm/0a1b2c"))).toBe("/app/src/");
});
