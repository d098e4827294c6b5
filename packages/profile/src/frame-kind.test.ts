import { expect, test } from "@jest/globals";
import { frameKind, frameOf } from "./index.ts";

test.each([
  ["own", "/app/src/server.ts"],
  ["own", "app.py"],
  ["own", "https://example.com/app.js"],
  ["own", "C:\\app\\main.js"],
  ["own", "/home/ann/node_modules.js"],
  ["dependency", "/app/node_modules/pg/lib/client.js"],
  ["dependency", "node_modules/pg/lib/client.js"],
  ["dependency", "C:\\app\\node_modules\\pg\\lib\\client.js"],
  ["dependency", "/work/packages/sdk/dist/throughline-sdk.cjs"],
  ["own", "/work/packages/sdk/dist/index.cjs"],
  ["dependency", "/usr/lib/python3/dist-packages/flask/app.py"],
  ["dependency", "/root/go/pkg/mod/github.com/lib/pq@v1/conn.go"],
  ["node", "node:internal/timers"],
  ["node", "node:fs"],
  ["node", "internal/timers.js"],
  ["node", "<frozen importlib._bootstrap>"],
  ["node", "/usr/lib/python3.11/threading.py"],
  ["node", "/usr/local/go/src/runtime/proc.go"],
  ["native", ""],
  ["native", "/lib/x86_64-linux-gnu/libc.so.6"],
  ["native", "/app/node_modules/addon/build/addon.node"],
  ["native", "[kernel.kallsyms]"],
  ["native", "native array.js"],
])("frameKind() is %s for %j", (kind, file) => {
  expect(frameKind(file)).toBe(kind);
});

test("frameOf() takes off file://, names the nameless, and knows no line 0, -1 or 1.5", () => {
  expect(frameOf("", "file:///app/my%20app/a.js", 3, 0)).toEqual({
    function: "(anonymous)",
    file: "/app/my app/a.js",
    line: 3,
    column: 0,
    kind: "own",
  });
  expect(frameOf("f", "file:///C:/app/a.js").file).toBe("C:/app/a.js");
  expect(frameOf("f", "file:///app/100%/a.js").file).toBe("/app/100%/a.js");
  for (const line of [0, -1, 1.5, NaN, Infinity]) expect(frameOf("f", "a.js", line).line).toBe(0);
});
