import { execFile } from "node:child_process";
import { copyFile, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { afterAll, afterEach, beforeAll, expect, test } from "@jest/globals";
import { killSdkProcesses, REGISTER, startSdkProcess } from "./kit/sdk-process.ts";
import { startOtlpSink } from "./kit/otlp-sink.ts";

const REPOSITORY = join(import.meta.dirname, "..");
const SETUP_MILLIS = 180_000;

const run = promisify(execFile);
/** The environment without what npm and jest put into it for the scripts of this repository. */
const env = Object.fromEntries(Object.entries(process.env).filter(([name]) => !/^(npm_|NODE_OPTIONS$|INIT_CWD$)/i.test(name)));
const npm = (cwd: string, ...args: string[]) => run("npm", [...args, "--no-audit", "--no-fund"], { cwd, env });

/** An empty folder outside the repository, with the packed SDK and the apps in `app/`, and each Node in `node<major>/`. */
let folder: string;
let app: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "throughline-pack-"));
  app = join(folder, "app");
  const folders = ["app", "node22", "node24"];
  await Promise.all(folders.map((name) => mkdir(join(folder, name))));
  await Promise.all(folders.map((name) => writeFile(join(folder, name, "package.json"), "{}")));
  await npm(join(REPOSITORY, "packages/sdk"), "pack", "--pack-destination", folder);
  const tarball = (await readdir(folder)).find((name) => name.endsWith(".tgz")) ?? "";
  await npm(app, "install", join(folder, tarball));
  for (const major of ["22", "24"]) await npm(join(folder, `node${major}`), "install", `node@${major}`);
  for (const name of ["sdk-packed.mjs", "sdk-packed.cjs"]) await copyFile(join(REPOSITORY, "tests/fixtures", name), join(app, name));
}, SETUP_MILLIS);
afterAll(() => rm(folder, { recursive: true, force: true }));
afterEach(killSdkProcesses);

test("the tarball holds nothing of the packages that are not published", async () => {
  const installed = join(app, "node_modules/@throughline");
  expect(await readdir(installed)).toEqual(["sdk"]);
  const files = (await readdir(join(installed, "sdk/dist"), { recursive: true })).filter((name) => /\.(c?js|d\.ts)$/.test(name));
  expect(files).toEqual(expect.arrayContaining(["index.cjs", "index.js", "register.cjs", "register.js", "types/index.d.ts"]));
  for (const name of files) expect(await readFile(join(installed, "sdk/dist", name), "utf8")).not.toContain("@throughline/model");
});

test("its types serve ESM and CommonJS apps", async () => {
  const use = `const log: Logger = logger("a");
log.with({ a: 1 }).info("b", { c: 2n });
const id: string | undefined = withCorrelation("x", () => currentCorrelation());
const stopped: Promise<void> = start({ serviceName: "s" }).shutdown();
// @ts-expect-error an event has a name
log.info();
void [id, stopped];
`;
  const names = "currentCorrelation, logger, start, withCorrelation, type Logger";
  await writeFile(join(app, "use.mts"), `import { ${names} } from "@throughline/sdk";\n${use}`);
  await writeFile(join(app, "use.cts"), `import { ${names} } from "@throughline/sdk";\n${use}`);
  const options = ["--noEmit", "--strict", "--module", "nodenext", "--target", "es2024", "--types", "", "--skipLibCheck"];
  const compiler = join(REPOSITORY, "node_modules/typescript/bin/tsc");
  expect(await run(process.execPath, [compiler, ...options, "use.mts", "use.cts"], { cwd: app, env })).toEqual({ stdout: "", stderr: "" });
});

test.each([
  ["22", "mjs", REGISTER],
  ["22", "cjs", REGISTER],
  ["24", "mjs", REGISTER],
  ["24", "cjs", REGISTER],
  ["24", "cjs", ["--require", "@throughline/sdk/register"]],
])("on Node %s, a .%s app with %j delivers spans and logs under one correlation ID", async (major, extension, flags) => {
  await using sink = await startOtlpSink();
  const node = join(folder, `node${major}/node_modules/node/bin/node`);
  const packed = startSdkProcess(join(app, `sdk-packed.${extension}`), {
    node,
    flags,
    cwd: app,
    env: { OTEL_EXPORTER_OTLP_ENDPOINT: sink.url },
  });
  const { code } = await packed.ended;
  expect([code, packed.stderr()]).toEqual([0, ""]);
  expect(packed.stdout()).toContain(`ready v${major}.`);

  const spans = await sink.spansWhere(() => true, 3);
  const id = spans[0]?.attributes["correlation.id"];
  expect(id).toMatch(/^[0-9a-f-]{36}$/);
  expect(spans.map((span) => [span.traceId, span.attributes["correlation.id"]])).toEqual(spans.map(() => [spans[0]?.traceId, id]));
  expect(new Set(spans.map((span) => span.kind))).toEqual(new Set([1, 2, 3]));

  const [log] = await sink.logsWhere((one) => one.body === "answered");
  expect(log?.attributes["correlation.id"]).toBe(id);
  expect(packed.lines()).toEqual([
    expect.objectContaining({ event: "answered", correlation_id: id, trace_id: log?.traceId, span_id: log?.spanId }),
  ]);
});
