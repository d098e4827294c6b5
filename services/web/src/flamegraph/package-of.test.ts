import { expect, test } from "@jest/globals";
import { packageOf } from "./package-of.ts";

test.each([
  ["/app/node_modules/express/lib/router.js", "express"],
  ["/app/node_modules/a/node_modules/@scope/name/index.js", "@scope/name"],
  ["C:\\app\\node_modules\\@scope\\name\\index.js", "@scope/name"],
  ["/usr/lib/python3/dist-packages/requests/api.py", "requests"],
  ["/root/go/pkg/mod/github.com/gin-gonic/gin@v1.9.1/gin.go", "github.com/gin-gonic/gin"],
  ["/home/u/.cargo/registry/src/index.crates.io-6f17d22bba15001f/tokio-1.38.0/src/lib.rs", "tokio"],
  ["/app/src/main.js", ""],
  ["node:net", ""],
  ["", ""],
])("packageOf(%p) is %p", (file, name) => {
  expect(packageOf(file)).toBe(name);
});
