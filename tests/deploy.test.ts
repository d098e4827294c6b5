/** What stands in docker-compose.yml and deploy/ holds without a Docker engine: accepted by the tools, and true to the repository. */
import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { findNginx, nginxConfig, nodeArguments, peerVariable, SERVICE_NAMES } from "@throughline/demo";
import { spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { parse } from "yaml";
import { installed } from "./kit/installed.ts";

interface Service {
  image: string;
  build?: { context: string; dockerfile: string; target: string };
  command?: string[];
  profiles?: string[];
  environment?: Record<string, string>;
  depends_on?: Record<string, { condition: string }>;
  healthcheck: { test: string[] };
  volumes?: string[];
  ports?: string[];
  entrypoint?: string[];
  user?: string;
  init?: boolean;
  read_only?: boolean;
  tmpfs?: string[];
  cap_drop?: string[];
  networks?: Record<string, { aliases: string[] }>;
  security_opt?: string[];
  mem_limit?: string;
  cpus?: number | string;
  pids_limit?: number;
  logging?: { options: Record<string, string> };
  secrets?: string[];
}

const ROOT = fileURLToPath(new URL("../", import.meta.url));
const read = (path: string): string => readFileSync(join(ROOT, path), "utf8");
const compose = parse(read("docker-compose.yml"), { merge: true }) as { services: Record<string, Service>; volumes: Record<string, null> };
const services = Object.entries(compose.services);
const demo = services.filter(([name, service]) => service.profiles?.includes("demo") && name !== "nginx");
const dockerfile = read("deploy/docker/Dockerfile");

const REQUIRED = { CLICKHOUSE_PASSWORD: "p", THROUGHLINE_INGEST_TOKEN: "i", THROUGHLINE_QUERY_TOKEN: "q" };

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
    const { status, stdout, stderr } = config(REQUIRED, "--profile", "demo", "--profile", "grafana", "config");
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

  test("has ClickHouse, collector and query API by default, nginx with the ten services of the shop and Grafana under profiles", () => {
    expect(services.filter(([, { profiles }]) => profiles === undefined).map(([name]) => name)).toEqual([
      "clickhouse",
      "collector",
      "query-api",
    ]);
    expect(demo.map(([name]) => name).toSorted()).toEqual([...SERVICE_NAMES].toSorted());
    expect(compose.services.nginx?.profiles).toEqual(["demo"]);
    expect(compose.services.grafana?.profiles).toEqual(["grafana"]);
  });

  test("gives no container more than it needs: no root, no capabilities, nothing to write to but volumes and memory, bounded logs", () => {
    const users = [...dockerfile.matchAll(/^FROM .* AS (\w+)$|^USER (.*)$/gm)];
    for (const [name, service] of services) {
      const target = users.findIndex(([, stage]) => stage !== undefined && stage === service.build?.target);
      const user = service.build ? users[target + 1]?.[2] : service.user;
      expect([name, user]).toEqual([name, expect.stringMatching(/^(?!0|root)\w+/)]);
      expect({ name, ...service }).toMatchObject({
        name,
        init: true,
        read_only: true,
        tmpfs: expect.arrayContaining(["/tmp"]),
        cap_drop: ["ALL"],
        security_opt: ["no-new-privileges:true"],
        mem_limit: expect.stringMatching(/^(\$\{\w+:-)?\d+[mg]\}?$/),
        cpus: expect.anything(),
        pids_limit: expect.any(Number),
        logging: { options: { "max-size": "10m", "max-file": "3" } },
      });
    }
  });

  test("passes on the variables that a user may set to the programs that read them", () => {
    const sources = ["packages/clickhouse/src", "packages/pipeline/src", "services/collector/src", "services/query-api/src"];
    const known = new Set<string>();
    for (const folder of sources)
      for (const file of readdirSync(join(ROOT, folder), { recursive: true, encoding: "utf8" }))
        if (file.endsWith(".ts") && !file.endsWith(".test.ts"))
          for (const [name] of read(join(folder, file)).matchAll(/(?:THROUGHLINE|CLICKHOUSE)_[A-Z_]+/g)) known.add(name);
    for (const name of ["collector", "query-api"])
      for (const variable of Object.keys(compose.services[name]?.environment ?? {})) expect(known).toContain(variable);
  });

  test("passes on every setting of the services, but for those that the reference calls fixed", () => {
    const [itself = "", fixed = ""] = ["## Throughline itself", "but for these, which are fixed there:"].map(
      (words) =>
        read("docs/reference/settings.md")
          .split(words)[1]
          ?.split(/^(?:## |Only )/m)[0],
    );
    const names = (text: string): string[] => [...text.matchAll(/`([A-Z_]+)`/g)].map(([, name = ""]) => name);
    const missing = [...itself.matchAll(/^\| (`[^|]*) \|[^|]*\|[^|]*\| ([upcq ]+) \|/gm)].flatMap(([, variables = "", readers = ""]) =>
      ["collector", "query-api"]
        .filter((service) => readers.split(" ").includes(service.charAt(0)))
        .flatMap((service) => names(variables).map((name) => ({ service, name })))
        .filter(({ service, name }) => !compose.services[service]?.environment?.[name]?.startsWith(`\${${name}:`)),
    );
    expect([...new Set(missing.map(({ name }) => name))].toSorted()).toEqual(names(fixed.replaceAll(/^(\| [^|]*\|).*/gm, "$1")).toSorted());
  });

  test.each(["secret-files.yml", "tls.yml"])("with deploy/compose/%s over it is accepted by docker-compose", (file) => {
    if (!installed("docker-compose", "docker-compose")) return;
    const env = { ...REQUIRED, THROUGHLINE_TLS_DIR: "/etc/tls", THROUGHLINE_TLS_NAME: "throughline.example" };
    const { status, stdout, stderr } = config(env, "-f", join(ROOT, "deploy/compose", file), "--profile", "grafana", "config");
    expect([status, stderr]).toEqual([0, ""]);
    const { collector, grafana, "query-api": queryApi } = (parse(stdout) as { services: Record<string, Service> }).services;
    if (file === "tls.yml") {
      expect(collector?.healthcheck.test.at(-1)).toBe("https://127.0.0.1:4318/health");
      expect(queryApi?.networks).toEqual({ default: { aliases: ["throughline.example"] } });
      expect(grafana?.environment?.THROUGHLINE_URL).toBe("https://throughline.example:3200");
    } else expect(collector?.environment).toMatchObject({ CLICKHOUSE_PASSWORD: "", THROUGHLINE_INGEST_TOKEN: "" });
  });

  test("keeps the files that hold a user's secrets out of commits and images", () => {
    for (const file of [".gitignore", ".dockerignore"])
      expect(
        read(file)
          .split("\n")
          .map((line) => line.replace(/\/$/, "")),
      ).toEqual(expect.arrayContaining([".env", "secrets"]));
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

describe("deploy/grafana/start.sh", () => {
  /** What Grafana's own start would be given. */
  const token = (env: Record<string, string>): { status: number | null; stdout: string; stderr: string } =>
    spawnSync("/bin/sh", ["deploy/grafana/start.sh"], {
      cwd: ROOT,
      env: { PATH: process.env.PATH, GRAFANA_COMMAND: join(dir, "run.sh"), GF_SECURITY_ADMIN_PASSWORD: "a", ...env },
      encoding: "utf8",
    });
  let dir: string;
  beforeAll(() => {
    dir = mkdtempSync(join(tmpdir(), "throughline-grafana-"));
    writeFileSync(join(dir, "run.sh"), '#!/bin/sh\nprintf %s "$THROUGHLINE_QUERY_TOKEN"\n', { mode: 0o755 });
    writeFileSync(join(dir, "tokens"), "read:first\nsecond\n");
  });
  afterAll(() => rmSync(dir, { recursive: true }));

  test("gives the data sources the first token that may read, of a variable or a file", () => {
    expect(token({ THROUGHLINE_QUERY_TOKEN: "one" }).stdout).toBe("one");
    expect(token({ THROUGHLINE_QUERY_TOKEN: "metrics:m, read:r,other" }).stdout).toBe("r");
    expect(token({ THROUGHLINE_QUERY_TOKEN: "all:with:colon" }).stdout).toBe("with:colon");
    expect(token({ THROUGHLINE_QUERY_TOKEN: "", THROUGHLINE_QUERY_TOKEN_FILE: join(dir, "tokens") }).stdout).toBe("first");
  });

  test("does not start Grafana with its well-known password", () => {
    const { status, stdout, stderr } = token({ THROUGHLINE_QUERY_TOKEN: "one", GF_SECURITY_ADMIN_PASSWORD: "" });
    expect(status).not.toBe(0);
    expect(stdout).toBe("");
    expect(stderr).toContain("set GRAFANA_ADMIN_PASSWORD");
  });
});
