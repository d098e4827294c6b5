import { expect, test } from "@jest/globals";
import { packageFile } from "./package-file.ts";

test.each([
  ["/app/node_modules/pg/lib/client.js", { name: "pg", folder: "/app/node_modules/pg", file: "pg/lib/client.js" }],
  [
    "/app/node_modules/a/node_modules/@redis/client/dist/index.js",
    { name: "@redis/client", folder: "/app/node_modules/a/node_modules/@redis/client", file: "@redis/client/dist/index.js" },
  ],
  [
    "/app/node_modules/.pnpm/pg@8.1.0/node_modules/pg/lib/index.js",
    { name: "pg", folder: "/app/node_modules/.pnpm/pg@8.1.0/node_modules/pg", file: "pg/lib/index.js" },
  ],
  [
    "C:\\app\\node_modules\\@redis\\client\\dist\\index.js",
    { name: "@redis/client", folder: "C:\\app\\node_modules\\@redis\\client", file: "@redis/client/dist/index.js" },
  ],
])("packageFile(%j)", (path, found) => {
  expect(packageFile(path)).toEqual(found);
});

test.each(["/app/server.js", "/app/node_modules/loose.js", "/app/node_modules/@scope/loose.js", ""])("packageFile(%j) is none", (path) => {
  expect(packageFile(path)).toBeUndefined();
});
