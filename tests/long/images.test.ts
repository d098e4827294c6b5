/** The images of deploy/docker: what their Dockerfile says is done in a clean directory, and what comes out of it works by itself. */
import { existsSync, lstatSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { createApiClient } from "@throughline/api";
import { EmbeddedClickHouse } from "@throughline/clickhouse";
import { type BuiltStage, Dockerfile } from "../kit/dockerfile.ts";
import { newTraceId, sendJson, span, traces } from "../kit/otlp.ts";
import { cleanEnvironment, Program } from "../kit/program.ts";
import { temporaryDirectory } from "../kit/throughline.ts";
import { until } from "../kit/until.ts";

const MIB = 2 ** 20;

const directory = temporaryDirectory();
const dockerfile = new Dockerfile("deploy/docker/Dockerfile", temporaryDirectory());
const engine = new EmbeddedClickHouse(join(directory, "clickhouse"));
const running: Program[] = [];
let throughline: BuiltStage;
let demo: BuiltStage;

beforeAll(async () => {
  await engine.start();
  throughline = await dockerfile.build("throughline");
  demo = await dockerfile.build("demo");
});

afterAll(async () => {
  for (const program of running) await program.kill("SIGTERM");
  await engine.stop();
  dockerfile.remove();
  rmSync(directory, { recursive: true, force: true });
});

/** A process of an image: nothing of the repository is there but what was copied. */
function start(image: BuiltStage, args: readonly string[], env: NodeJS.ProcessEnv = {}): Program {
  const program = new Program(process.execPath, ["--disable-warning=ExperimentalWarning", ...args], {
    cwd: image.workdir,
    env: { ...cleanEnvironment(), ...image.env, ...env },
    channel: true,
  });
  running.push(program);
  return program;
}

async function ready(program: Program): Promise<Record<string, string>> {
  const [, json = ""] = await program.line(/^throughline ready (\{.*\})$/);
  return JSON.parse(json) as Record<string, string>;
}

/** What it adds to Node's image. */
function bytesIn(path: string): number {
  const about = lstatSync(path);
  return about.isDirectory() ? readdirSync(path).reduce((sum, name) => sum + bytesIn(join(path, name)), 0) : about.size;
}

const modules = (image: BuiltStage): string[] => readdirSync(join(image.workdir, "node_modules"), { recursive: true, encoding: "utf8" });

test("collector and query API of the image take a span and find it, and the page is served with speedscope", async () => {
  const env = {
    CLICKHOUSE_URL: engine.url,
    CLICKHOUSE_USER: engine.username,
    CLICKHOUSE_PASSWORD: engine.password,
    CLICKHOUSE_DATABASE: "images",
    THROUGHLINE_DATA: join(directory, "collector"),
    THROUGHLINE_PORT: "0",
    THROUGHLINE_OTLP_HTTP_PORT: "0",
    THROUGHLINE_OTLP_GRPC_PORT: "0",
  };
  expect(throughline.command[0]).toBe("node");
  const { otlpHttp = "" } = await ready(start(throughline, throughline.command.slice(1), env));
  const { api = "" } = await ready(start(throughline, ["services/query-api/src/main.ts"], env));
  const traceId = newTraceId();
  expect((await sendJson(otlpHttp, "traces", traces("in an image", [span({ traceId })]))).status).toBe(200);
  const client = createApiClient({ baseUrl: api });
  const found = await until(
    () => client.trace(traceId).catch(() => undefined),
    () => traceId,
  );
  expect(found.services).toEqual(["in an image"]);

  const page = await (await fetch(api)).text();
  const [, script = ""] = /<script[^>]* src="([^"]+\.js)"/.exec(page) ?? [];
  expect((await fetch(new URL(script, api))).headers.get("content-type")).toMatch(/javascript/);
  expect((await fetch(`${api}/speedscope/index.html`)).status).toBe(200);

  const healthy = start(throughline, ["deploy/docker/healthy.mjs", `${otlpHttp}/health`]);
  expect((await healthy.ended()).code).toBe(0);
  expect((await start(throughline, ["deploy/docker/healthy.mjs", "http://127.0.0.1:1/health"]).ended()).code).toBe(1);
});

test("a service of the demo starts from its image", async () => {
  expect(demo.command[0]).toBe("node");
  const program = start(demo, ["--import", "@throughline/sdk/register", "services/demo/src/pricing.ts"], {
    OTEL_SERVICE_NAME: "pricing",
    OTEL_EXPORTER_OTLP_ENDPOINT: "http://127.0.0.1:1",
  });
  await program.line(/^demo pricing ready /);
  expect(modules(demo)).toContain("@datadog/pprof"); // optional, and not to be missed here
  const shipping = start(demo, ["--import", "./services/demo/src/shipping-telemetry.ts", "services/demo/src/shipping.ts"]);
  await shipping.line(/^demo shipping ready /);
});

test("the images are small, without the embedded engine, without tests, and the first without what only the demo needs", () => {
  const sizes = [throughline, demo].map(({ root }) => Math.round(bytesIn(root) / MIB));
  process.stderr.write(`images: throughline ${sizes[0]} MiB, demo ${sizes[1]} MiB, on top of Node's\n`);
  for (const image of [throughline, demo]) {
    expect(modules(image).filter((path) => /(?:^|\/)(?:chdb|ffi-rs|libchdb\.so|typescript|vite)$/.test(path))).toEqual([]);
    for (const folder of ["packages", "services"])
      expect(
        readdirSync(join(image.workdir, folder), { recursive: true, encoding: "utf8" }).filter((path) => path.endsWith(".test.ts")),
      ).toEqual([]);
  }
  expect(existsSync(join(throughline.workdir, "node_modules/@opentelemetry/sdk-node"))).toBe(false);
  expect(sizes[0]).toBeLessThan(100);
  expect(sizes[1]).toBeLessThan(200);
});

test("what is installed is what the lockfile says", () => {
  const lock = JSON.parse(readFileSync(join(throughline.workdir, "package-lock.json"), "utf8")) as {
    packages: Record<string, { version?: string }>;
  };
  for (const name of ["fastify", "lmdb", "@clickhouse/client", "zod", "@grpc/grpc-js"]) {
    const { version } = JSON.parse(readFileSync(join(throughline.workdir, "node_modules", name, "package.json"), "utf8")) as {
      version: string;
    };
    expect([name, version]).toEqual([name, lock.packages[`node_modules/${name}`]?.version]);
  }
});
