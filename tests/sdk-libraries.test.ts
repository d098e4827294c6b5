import { cp, mkdir, mkdtemp, readdir, rm, symlink, writeFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "@jest/globals";
import { startOtlpSink, type OtlpSink, type ReceivedSpan } from "./kit/otlp-sink.ts";
import { ROOT } from "./kit/program.ts";
import { nodeOf, OTHER_NODES } from "./kit/nodes.ts";
import { killSdkProcesses, startSdkProcess, type SdkProcessOptions } from "./kit/sdk-process.ts";
import { startMariadb, startPostgres, startRedis } from "./kit/servers.ts";
import { testLibraries } from "./kit/test-libraries.ts";
import { testWith } from "./kit/test-with.ts";

const SETUP_MILLIS = 240_000;
const SERVER = 2;
const OWN = process.versions.node.split(".", 1)[0] ?? "";
const MAJORS = [OWN, ...OTHER_NODES];

let sink: OtlpSink;
let libraries: string;
const nodes = new Map<string, string>();
beforeAll(async () => {
  sink = await startOtlpSink();
  libraries = await testLibraries();
  for (const major of MAJORS) nodes.set(major, await nodeOf(major));
}, SETUP_MILLIS);
afterAll(() => sink.close());
afterEach(killSdkProcesses);

const env = (service: string, more: Record<string, string> = {}): Record<string, string> => ({
  OTEL_EXPORTER_OTLP_ENDPOINT: sink.url,
  OTEL_EXPORTER_OTLP_PROTOCOL: "http/json",
  OTEL_BSP_SCHEDULE_DELAY: "20",
  OTEL_SERVICE_NAME: service,
  ...more,
});

describe("the route names the request's span:", () => {
  const apps = MAJORS.flatMap((major) => ["cjs", "mjs", "mts"].map((extension) => [major, extension] as const));

  test.each(apps)("on Node %s, express, fastify and koa in a .%s app", async (major, extension) => {
    const service = `routes ${major} ${extension}`;
    const app = startSdkProcess(join(libraries, `routes.${extension}`), { env: env(service), node: nodes.get(major) ?? "" });
    const addresses = await app.ready();
    for (const [at, framework] of ["express", "fastify", "koa"].entries()) {
      expect(await (await fetch(`${addresses[at]}/api/users/7`)).json()).toEqual({ id: "7" });
      await (await fetch(`${addresses[at]}/none`)).text();
      const spans = await sink.spansWhere((span) => span.service === service && span.attributes["server.port"] === port(addresses[at]), 2);
      expect(spans).toEqual([
        expect.objectContaining({
          name: "GET /api/users/:id",
          kind: SERVER,
          attributes: expect.objectContaining({ "http.route": "/api/users/:id", "seen.by": framework }),
        }),
        expect.objectContaining({
          name: "GET",
          kind: SERVER,
          attributes: expect.not.objectContaining({ "http.route": expect.anything() }),
        }),
      ]);
    }
    expect(sink.spans.filter((span) => span.service === service)).toHaveLength(6);
    // Node 22 says that it strips types.
    expect(app.stderr().replace(/^\(node.*Type Stripping.*\n\(Use .*\n/, "")).toBe("");
  });

  test.each(["express4", "express"])("%s as it was written, whatever it is mounted in", async (name) => {
    // npm has Express 4 under another name here, but an app has it under its own.
    await using home = await temporaryFolder();
    const installed = join(home.path, "node_modules/express");
    await cp(join(libraries, "node_modules", name), installed, { recursive: true });
    const where = { EXPRESS: installed, NODE_PATH: join(libraries, "node_modules") };
    const app = startSdkProcess(join(libraries, "express-routes.cjs"), { env: env(name, where) });
    const [url] = await app.ready();
    const routes = {
      "/": "/",
      "/api": "/api",
      "/api/7?a=b": "/api/:id",
      "/api/7/orders/8": "/api/:id/orders/:order",
      "/api/7/broken": "/api/:id/broken",
      "/shops/3/users/7": "/shops/:shop/users/:id",
      "/shops/3/offers": "/shops/:shop/sale,/offers",
      "/older/7": "/old,/older/:id",
      "/inner/status/disk": "/inner/status/:part",
      "/files/a.txt": String.raw`/^\/files\/.*\.txt$/`,
      "/api/7/none": undefined,
      "/none": undefined,
    };
    for (const [path, route] of Object.entries(routes)) {
      await (await fetch(`${url}${path}`)).text();
      const [span] = await sink.spansWhere((one) => one.service === name && one.attributes["url.path"] === path.split("?")[0]);
      expect([path, span?.attributes["http.route"], span?.name]).toEqual([path, route, route === undefined ? "GET" : `GET ${route}`]);
    }
    expect(sink.spans.filter((span) => span.service === name)).toHaveLength(Object.keys(routes).length);
  });

  test.each(["cjs", "mjs"])("connect, hapi and nest in a .%s app", async (extension) => {
    const service = `frameworks ${extension}`;
    const app = startSdkProcess(join(libraries, `frameworks.${extension}`), { env: env(service) });
    const routes = { connect: "/api/users", hapi: "/api/users/{id}", nest: "/api/users/:id" };
    const addresses = await app.ready();
    for (const [at, [framework, route]] of Object.entries(routes).entries()) {
      expect([framework, await (await fetch(`${addresses[at]}/api/users/7`)).text()]).toEqual([framework, "7"]);
      const isRequest = (span: ReceivedSpan): boolean => span.kind === SERVER && span.attributes["server.port"] === port(addresses[at]);
      const [span] = await sink.spansWhere((one) => one.service === service && isRequest(one));
      expect(span).toMatchObject({ name: `GET ${route}`, attributes: { "http.route": route } });
    }
  });

  test("not where it is switched off", async () => {
    const off = { OTEL_NODE_DISABLED_INSTRUMENTATIONS: "express,@opentelemetry/instrumentation-fastify,koa" };
    const app = startSdkProcess(join(libraries, "routes.mjs"), { env: env("routes off", off) });
    for (const address of await app.ready()) await (await fetch(`${address}/api/users/7`)).text();
    const spans = await sink.spansWhere((span) => span.service === "routes off", 3);
    expect(spans.map((span) => span.name)).toEqual(["GET", "GET", "GET"]);
  });
});

describe("stores give the spans that OpenTelemetry's own SDK gives:", () => {
  const withStores = testWith("redis-server", "postgres", "initdb", "mariadbd");

  withStores("pg, mysql2, redis, ioredis, mongodb and graphql, required and imported", async () => {
    await using redis = await startRedis();
    await using postgres = await startPostgres();
    await using mariadb = await startMariadb();
    const stores = { REDIS: `${redis.port}`, POSTGRES: `${postgres.port}`, MARIADB: `${mariadb.port}` };
    const spansOf = async (service: string, extension: string, options: SdkProcessOptions = {}): Promise<readonly unknown[]> => {
      const app = startSdkProcess(join(libraries, `stores.${extension}`), { env: env(service, stores), ...options });
      expect(await app.ended).toMatchObject({ code: 0 });
      expect(app.lines()).toEqual([{ pg: 7 }, { mysql2: 8 }, { redis: "1" }, { mongodb: "object" }, { graphql: "Ada" }]);
      await sink.spansWhere((span) => span.service === service && span.name === "ask all");
      const spans = sink.spans.filter((span) => span.service === service);
      expect(new Set(spans.map((span) => span.traceId)).size).toBe(1);
      return spans.map(comparable).toSorted((one, other) => JSON.stringify(one).localeCompare(JSON.stringify(other)));
    };
    const stock = join(ROOT, "tests/fixtures/sdk-stock-libraries.cjs");
    const theirs = await spansOf("stores stock", "cjs", { flags: ["--require", stock] });
    for (const [major, node] of nodes)
      for (const extension of ["cjs", "mjs"]) expect(await spansOf(`stores ${major} ${extension}`, extension, { node })).toEqual(theirs);
    const [query] = sink.spans.filter((span) => span.service === `stores ${OWN} mjs` && span.name === "pg.query:SELECT postgres");
    expect(query?.attributes["correlation.id"]).toMatch(/^[0-9a-f-]{36}$/);
  });
});

describe("an app", () => {
  let folder: string;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), "throughline-libraries-"));
    await mkdir(join(folder, "node_modules/@throughline"), { recursive: true });
  });
  afterAll(() => rm(folder, { recursive: true, force: true }));

  test("that loads no library loads no instrumentation", async () => {
    const loaded = `console.log(JSON.stringify(Object.keys(require.cache).filter((file) => /instrumentation/.test(file))));`;
    await writeFile(join(folder, "bare.cjs"), loaded);
    const app = startSdkProcess(join(folder, "bare.cjs"), { env: env("bare") });
    await app.ended;
    expect(app.stdout()).toBe("[]\n");
  });

  test("has every copy of a library instrumented by its own version", async () => {
    for (const [name, version] of [
      ["pg", "8.16.3"],
      ["other/node_modules/pg", "8.0.3"],
      ["new/node_modules/pg", "9.0.0"],
    ] as const) {
      const copy = join(folder, "node_modules", name);
      await mkdir(join(copy, "lib"), { recursive: true });
      await writeFile(join(copy, "package.json"), JSON.stringify({ name: "pg", version, main: "lib/index.js" }));
      await writeFile(join(copy, "lib/index.js"), `exports.Client = require("./client.js");`);
      await writeFile(join(copy, "lib/client.js"), `module.exports = class Client { connect() {} query() {} };`);
    }
    for (const name of ["other", "new"]) await writeFile(join(folder, "node_modules", name, "index.js"), `module.exports = require("pg");`);
    const isPatched = `[require("pg"), require("other"), require("new")].map(({ Client }) => Client.prototype.query.__wrapped === true)`;
    await writeFile(join(folder, "copies.cjs"), `console.log(JSON.stringify(${isPatched}));`);
    const app = startSdkProcess(join(folder, "copies.cjs"), { env: env("copies") });
    await app.ended;
    expect([app.stdout(), app.stderr()]).toEqual(["[true,true,false]\n", ""]);
  });

  test("runs on, with one line on stderr, where an instrumentation is missing", async () => {
    const sdk = join(folder, "node_modules/@throughline/sdk");
    await cp(join(ROOT, "packages/sdk/dist"), join(sdk, "dist"), { recursive: true });
    await cp(join(ROOT, "packages/sdk/package.json"), join(sdk, "package.json"));
    const scope = join(folder, "node_modules/@opentelemetry");
    await mkdir(scope);
    const names = await readdir(join(ROOT, "node_modules/@opentelemetry"));
    for (const name of names.filter((one) => one !== "instrumentation-pg"))
      await symlink(join(ROOT, "node_modules/@opentelemetry", name), join(scope, name));
    await writeFile(
      join(folder, "missing.cjs"),
      `const { Client } = require("pg"); require("other"); new Client().query(); console.log("works");`,
    );
    const app = startSdkProcess(join(folder, "missing.cjs"), { env: env("missing"), cwd: folder });
    expect(await app.ended).toMatchObject({ code: 0 });
    expect(app.stdout()).toBe("works\n");
    expect(app.stderr()).toMatch(/^throughline: cannot instrument pg: Cannot find module '@opentelemetry\/instrumentation-pg'\n$/);
  });

  test("that uses OpenTelemetry's instrumentations itself still can", async () => {
    const own = `
      require("pg");
      const { InstrumentationBase, InstrumentationNodeModuleDefinition } = require(process.env.BASE);
      class Own extends InstrumentationBase {
        init() { return new InstrumentationNodeModuleDefinition("own-library", [">=1"], (exports) => ({ ...exports, seen: true })); }
      }
      new Own("own", "1");
      console.log(require("own-library").seen);`;
    const library = join(folder, "node_modules/own-library");
    await mkdir(library);
    await writeFile(join(library, "package.json"), JSON.stringify({ name: "own-library", version: "1.0.0", main: "index.js" }));
    await writeFile(join(library, "index.js"), "exports.seen = false;");
    await writeFile(join(folder, "own.cjs"), own);
    const contrib = createRequire(join(ROOT, "node_modules/@opentelemetry/instrumentation-pg/package.json"));
    const base = contrib.resolve("@opentelemetry/instrumentation");
    const app = startSdkProcess(join(folder, "own.cjs"), { env: env("own", { BASE: base }) });
    await app.ended;
    expect([app.stdout(), app.stderr()]).toEqual(["true\n", ""]);
  });
});

async function temporaryFolder(): Promise<AsyncDisposable & { readonly path: string }> {
  const path = await mkdtemp(join(tmpdir(), "throughline-libraries-"));
  return { path, [Symbol.asyncDispose]: () => rm(path, { recursive: true, force: true }) };
}

const port = (address: string | undefined): number => Number(new URL(address ?? "").port);

/** What must be alike: all but IDs and times, and which connection of several was used. */
function comparable({ scope, name, kind, attributes }: ReceivedSpan): unknown {
  const { "correlation.id": _id, "net.peer.port": _port, "server.port": _serverPort, "thread.id": _thread, ...rest } = attributes;
  return { scope, name, kind, attributes: rest };
}
