import { execFile } from "node:child_process";
import { copyFile, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { afterAll, afterEach, beforeAll, expect, test } from "@jest/globals";
import { build } from "esbuild";
import { guideBlocks } from "./kit/guide.ts";
import { nodeOf, NODES } from "./kit/nodes.ts";
import { killSdkProcesses, REGISTER, startSdkProcess } from "./kit/sdk-process.ts";
import { startOtlpSink } from "./kit/otlp-sink.ts";

const REPOSITORY = join(import.meta.dirname, "..");
const FIXTURES = join(REPOSITORY, "tests/fixtures");
const nodes = new Map<string, string>();
const SETUP_MILLIS = 180_000;

const run = promisify(execFile);
/** The environment without what npm and jest put into it for the scripts of this repository. */
const env = Object.fromEntries(Object.entries(process.env).filter(([name]) => !/^(npm_|NODE_OPTIONS$|INIT_CWD$)/i.test(name)));

/** An empty folder outside the repository, with the apps in `app/` and the SDK installed there as the guide says. */
let folder: string;
let app: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "throughline-pack-"));
  app = join(folder, "app");
  await mkdir(app);
  await writeFile(join(app, "package.json"), "{}");
  const [install = ""] = guideBlocks("instrument.md", "sh");
  const quiet = { npm_config_audit: "false", npm_config_fund: "false" };
  await run("sh", ["-euc", install.replaceAll("~/orders", app)], { cwd: REPOSITORY, env: { ...env, ...quiet } });
  for (const name of ["sdk-packed.mjs", "sdk-packed.cjs", "sdk-cluster.cjs"]) await copyFile(join(FIXTURES, name), join(app, name));
  const source = await readFile(join(FIXTURES, "sdk-packed.mjs"), "utf8");
  await writeFile(join(app, "sdk-packed.mts"), source.replace("const { port }", "const { port }: { port: number }"));
  // Bundled with the SDK in it, registered by its first import; and without, as most are.
  await writeFile(join(app, "self-registered.mjs"), `import "@throughline/sdk/register";\n${source}`);
  const bundle = { bundle: true, platform: "node", absWorkingDir: app, logLevel: "error" } as const;
  await build({ ...bundle, entryPoints: ["self-registered.mjs"], outfile: join(folder, "bundle/inside.cjs"), format: "cjs" });
  await build({
    ...bundle,
    entryPoints: ["sdk-packed.mjs"],
    outfile: join(app, "outside.cjs"),
    format: "cjs",
    external: ["@throughline/sdk", "@opentelemetry/api"],
  });
  for (const major of NODES) nodes.set(major, await nodeOf(major));
}, SETUP_MILLIS);
afterAll(() => rm(folder, { recursive: true, force: true }));
afterEach(killSdkProcesses);

test("the tarball holds nothing of the packages that are not published", async () => {
  const installed = join(app, "node_modules/@throughline");
  expect(await readdir(installed)).toEqual(["sdk"]);
  const files = (await readdir(join(installed, "sdk/dist"), { recursive: true })).filter((name) => /\.(c?js|d\.ts)$/.test(name));
  expect(files).toEqual(expect.arrayContaining(["throughline-sdk.cjs", "index.js", "register.cjs", "register.js", "types/index.d.ts"]));
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

test.each(
  NODES.flatMap((major) => [
    [major, "sdk-packed.mjs", REGISTER],
    [major, "sdk-packed.cjs", REGISTER],
    [major, "sdk-packed.cjs", ["--require", "@throughline/sdk/register"]],
    [major, "sdk-packed.mts", REGISTER],
    [major, "outside.cjs", REGISTER],
    [major, "../bundle/inside.cjs", []],
  ]) as [string, string, string[]][],
)("on Node %s, %s with %j delivers spans and logs under one correlation ID", async (major, file, flags) => {
  await using sink = await startOtlpSink();
  const packed = startSdkProcess(join(app, file), {
    node: nodes.get(major) ?? "",
    flags,
    cwd: file.startsWith("..") ? join(folder, "bundle") : app,
    env: { OTEL_EXPORTER_OTLP_ENDPOINT: sink.url, NODE_NO_WARNINGS: file.endsWith(".mts") ? "1" : "" },
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

test.each(NODES)("on Node %s, each process of a cluster is a process of its own, and ends as it would have", async (major) => {
  await using sink = await startOtlpSink();
  const packed = startSdkProcess(join(app, "sdk-cluster.cjs"), {
    node: nodes.get(major) ?? "",
    cwd: app,
    env: { OTEL_EXPORTER_OTLP_ENDPOINT: sink.url },
  });
  expect([(await packed.ended).code, packed.stderr()]).toEqual([0, ""]);
  const spans = await sink.spansWhere((span) => span.kind === 2, 4);
  expect(spans).toHaveLength(4);
  expect(packed.stdout()).toMatch(/^exits 0 0$/m);
});
