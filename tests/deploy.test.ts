/** What stands in docker-compose.yml and deploy/ holds without a Docker engine: accepted by the tools, and true to the repository. */
import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { findNginx, nginxConfig, nodeArguments, peerVariable, SERVICE_NAMES } from "@throughline/demo";
import { spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { parse } from "yaml";

interface Service {
  image: string;
  build?: { context: string; dockerfile: string };
  command?: string[];
  profiles?: string[];
  environment?: Record<string, string>;
  depends_on?: Record<string, { condition: string }>;
  healthcheck: { test: string[] };
  volumes?: string[];
  ports?: string[];
}

const ROOT = fileURLToPath(new URL("../", import.meta.url));
const read = (path: string): string => readFileSync(join(ROOT, path), "utf8");
const compose = parse(read("docker-compose.yml"), { merge: true }) as { services: Record<string, Service>; volumes: Record<string, null> };
const services = Object.entries(compose.services);
const demo = services.filter(([name, service]) => service.profiles?.includes("demo") && name !== "nginx");

const REQUIRED = { CLICKHOUSE_PASSWORD: "p", THROUGHLINE_INGEST_TOKEN: "i", THROUGHLINE_QUERY_TOKEN: "q" };

/** The installed command that the test is about. Without it the test is skipped, but never in CI. */
function installed(command: string | undefined, what: string): command is string {
  if (command !== undefined && spawnSync(command, ["-v"]).error === undefined) return true;
  if (process.env.CI === "true") throw new Error(`Cannot run this test: ${what} is not installed`);
  process.stderr.write(`skipped: ${what} is not installed\n`);
  return false;
}

describe("docker-compose.yml", () => {
  /** With an empty file of variables: a developer's own `.env` must not fill in what is missing here. */
  const config = (env: Record<string, string>, ...args: string[]): { status: number | null; stdout: string; stderr: string } =>
    spawnSync("docker-compose", ["--env-file", join(dir, "empty.env"), "-f", join(ROOT, "docker-compose.yml"), ...args], {
      env: { PATH: process.env.PATH, HOME: process.env.HOME, ...env },
      encoding: "utf8",
    });
  let dir: string;
  beforeAll(() => {
    dir = mkdtempSync(join(tmpdir(), "throughline-compose-"));
    writeFileSync(join(dir, "empty.env"), "");
  });
  afterAll(() => rmSync(dir, { recursive: true }));

  test("is accepted by docker-compose with only the three required variables", () => {
    if (!installed("docker-compose", "docker-compose")) return;
    const { status, stdout, stderr } = config(REQUIRED, "--profile", "demo", "config");
    expect(stderr).toBe("");
    expect(status).toBe(0);
    const accepted = parse(stdout) as { services: Record<string, Service> };
    expect(Object.keys(accepted.services).toSorted()).toEqual(services.map(([name]) => name).toSorted());
    expect(accepted.services.collector?.command).toEqual(compose.services.collector?.command);
  });

  test.each(Object.keys(REQUIRED))("is refused by docker-compose without %s, which it names", (missing) => {
    if (!installed("docker-compose", "docker-compose")) return;
    const rest = Object.fromEntries(Object.entries(REQUIRED).filter(([name]) => name !== missing));
    const { status, stderr } = config(rest, "config");
    expect(status).not.toBe(0);
    expect(stderr).toContain(missing);
  });

  test("has ClickHouse, collector and query API by default, and nginx with the ten services of the shop under the profile demo", () => {
    expect(services.filter(([, { profiles }]) => profiles === undefined).map(([name]) => name)).toEqual([
      "clickhouse",
      "collector",
      "query-api",
    ]);
    expect(demo.map(([name]) => name).toSorted()).toEqual([...SERVICE_NAMES].toSorted());
    expect(compose.services.nginx?.profiles).toEqual(["demo"]);
  });

  test("runs every service of the shop with the command that starts it on one machine", () => {
    for (const [name, { command, environment }] of demo) {
      expect(command).toEqual(["node", ...nodeArguments(name as (typeof SERVICE_NAMES)[number])]);
      expect(environment?.OTEL_SERVICE_NAME).toBe(name);
    }
  });

  test("names only files that exist, in commands, health checks, mounts and builds", () => {
    for (const [, { command = [], healthcheck, volumes = [], build }] of services) {
      const paths = [...command, ...healthcheck.test].filter((word) => /^[\w./-]+\.m?[jt]s$/.test(word));
      const mounts = volumes.map((volume) => volume.split(":")[0] ?? "").filter((source) => source.startsWith("./"));
      for (const path of [...paths, ...mounts, ...(build ? [build.dockerfile] : [])])
        expect([path, existsSync(join(ROOT, path))]).toEqual([path, true]);
    }
  });

  test("tells every service of the shop where its peers are", () => {
    for (const [, { environment = {} }] of demo) {
      const peers = SERVICE_NAMES.filter((name) => environment[peerVariable(name)] !== undefined);
      expect(peers).toEqual(SERVICE_NAMES.filter((name) => !["gateway", "notifications"].includes(name)));
      for (const name of peers)
        expect(environment[peerVariable(name)]).toBe(`${name === "payment" ? "grpc" : "http"}://${name}:${environment.SHOP_PORT}`);
    }
  });

  test("gives every service a health check and waits for those that others need", () => {
    for (const [, service] of services) {
      expect(service.healthcheck.test[0]).toBe("CMD");
      for (const { condition } of Object.values(service.depends_on ?? {})) expect(condition).toBe("service_healthy");
    }
    expect(Object.keys(compose.services.collector?.depends_on ?? {})).toEqual(["clickhouse"]);
    expect(Object.keys(compose.services["query-api"]?.depends_on ?? {})).toEqual(["clickhouse"]);
  });

  test("pins every image, and publishes ports on loopback unless told otherwise", () => {
    const dockerfile = read("deploy/docker/Dockerfile");
    const node = /^ARG NODE_IMAGE=(\S+)$/m.exec(dockerfile)?.[1] ?? "";
    const pulled = services.filter(([, { build }]) => build === undefined).map(([, { image }]) => image);
    for (const image of [...pulled, node]) expect(image).toMatch(/^[\w/-]+:\d+\.\d+\.\d+[\w.-]*$/);
    expect(dockerfile.match(/^FROM .*$/gm)?.every((line) => line.startsWith("FROM ${NODE_IMAGE}"))).toBe(true);
    for (const port of services.flatMap(([, { ports = [] }]) => ports)) expect(port).toMatch(/^\$\{THROUGHLINE_PUBLISH:-127\.0\.0\.1\}:/);
  });

  test("keeps what must survive in volumes that are declared", () => {
    const used = services
      .flatMap(([, { volumes = [] }]) => volumes.map((volume) => volume.split(":")[0] ?? ""))
      .filter((source) => !source.startsWith("."));
    expect([...new Set(used)].toSorted()).toEqual(Object.keys(compose.volumes).toSorted());
  });
});

describe("deploy/nginx/nginx.conf.template", () => {
  test("is accepted by nginx once its variables are filled in", () => {
    const binary = findNginx();
    if (!installed(binary, "nginx")) return;
    const dir = mkdtempSync(join(tmpdir(), "throughline-nginx-"));
    try {
      const config = nginxConfig({ listen: "127.0.0.1:8080", upstream: "127.0.0.1:8081", dir, accessLog: join(dir, "access.log") });
      writeFileSync(join(dir, "nginx.conf"), config);
      const { status, stderr } = spawnSync(binary, ["-t", "-e", "stderr", "-p", dir, "-c", join(dir, "nginx.conf")], { encoding: "utf8" });
      expect([status, stderr]).toEqual([0, expect.stringContaining("syntax is ok")]);
    } finally {
      rmSync(dir, { recursive: true });
    }
  });

  test("uses only variables that the compose file sets and hands to envsubst", () => {
    const used = new Set([...read("deploy/nginx/nginx.conf.template").matchAll(/\$\{(\w+)\}/g)].map(([, name = ""]) => name));
    const { environment = {}, command = [] } = compose.services.nginx as Service;
    expect([...used].toSorted()).toEqual(Object.keys(environment).toSorted());
    for (const name of used) expect(command.join(" ")).toContain(`$$${name}`);
  });
});
