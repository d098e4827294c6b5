import { execFile } from "node:child_process";
import { copyFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { newTraceId, sendJson, span, traces } from "./kit/otlp.ts";
import { ROOT } from "./kit/program.ts";
import { testLibraries } from "./kit/test-libraries.ts";
import { temporaryDirectory, Throughline } from "./kit/throughline.ts";

/**
 * Anybody can make a client of `/openapi.json` with the tool that most people use for it. It stands among the test libraries because it wants
 * TypeScript 5 beside it; what it makes is checked by ours.
 */

const run = promisify(execFile);
const ACTION = "generated-client-1";
let throughline: Throughline;
let folder: string;

beforeAll(async () => {
  const [libraries, started] = await Promise.all([testLibraries(), Throughline.start()]);
  throughline = started;
  folder = temporaryDirectory();
  symlinkSync(join(libraries, "node_modules"), join(folder, "node_modules"));
  copyFileSync(join(libraries, "openapi-client.mts"), join(folder, "openapi-client.mts"));
  writeFileSync(join(folder, "openapi.json"), await (await fetch(`${throughline.api}/openapi.json`)).text());
  writeFileSync(
    join(folder, "tsconfig.json"),
    JSON.stringify({
      compilerOptions: {
        strict: true,
        noEmit: true,
        module: "nodenext",
        target: "es2024",
        lib: ["es2024", "dom", "dom.iterable"],
        types: [],
        allowImportingTsExtensions: true,
        exactOptionalPropertyTypes: true,
      },
      files: ["openapi-client.mts"],
    }),
  );
});
afterAll(async () => {
  await throughline.stop();
  rmSync(folder, { recursive: true, force: true });
});

test("a client that openapi-typescript makes has types that fit, and what it asks is answered as they say", async () => {
  const traceId = newTraceId();
  const attributes = [{ key: "correlation.id", value: { stringValue: ACTION } }];
  await sendJson(throughline.otlpHttp, "traces", traces("shop", [span({ traceId, name: "POST /pay", status: { code: 2 }, attributes })]));
  await throughline.settled();

  const generator = join(folder, "node_modules/openapi-typescript/bin/cli.js");
  await run(process.execPath, [generator, join(folder, "openapi.json"), "--output", join(folder, "schema.d.ts")], { cwd: folder });
  await run(join(ROOT, "node_modules/.bin/tsc"), ["-p", folder]).catch((error: { stdout: string }) => {
    throw new Error(error.stdout);
  });
  const { stdout } = await run(process.execPath, [join(folder, "openapi-client.mts"), throughline.api, ACTION]);
  expect(JSON.parse(stdout)).toEqual({
    root: "POST /pay",
    durations: 1,
    codes: [],
    spans: [{ name: "POST /pay", service: "shop" }],
    open: 0,
    bodies: [],
    missing: [404, "not_found"],
  });
});
