/** The guides' set-ups with docker-compose, made by their own commands: what each turns on, every later command leaves on. */
import { spawnSync } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { parse } from "yaml";
import { guideBlocks } from "./kit/guide.ts";
import { installed } from "./kit/installed.ts";
import { pages } from "./kit/pages.ts";
import { ROOT } from "./kit/program.ts";

interface Config {
  services: Record<string, { environment?: Record<string, string>; secrets?: { source: string }[]; healthcheck: { test: string[] } }>;
}

/** In place of what there is no engine for: says with which arguments it was called. */
const STAND_IN = '#!/bin/sh\nprintf "%s %s\\n" "$(basename "$0")" "$*"\n';
/** In place of the container and its client: the command with the container's variables and files, and what the client was given. */
const EXEC = `#!/bin/sh\n[ "$1 $2 $3" = "exec -T clickhouse" ] && . ./container && shift 3 && exec "$1" "$2" "$(printf %s "$3" | sed "s|/run/|$PWD/|")"\n`;
const CLIENT = '#!/bin/sh\nprintf "%s, " "$CLICKHOUSE_PASSWORD" "$*" && cat\n';

const [oneServer = "", files = "", tls = ""] = ["One server", "Secrets in files", "TLS"].map((section) =>
  guideBlocks("production.md", "sh", section).join("\n"),
);

/** What decides which files docker-compose reads: all that stands before its command, but for profiles. */
function globalWords(line: string): string {
  const words = line
    .replaceAll(/ --profile \S+/g, "")
    .trim()
    .split(/\s+/)
    .slice(1);
  return words
    .slice(
      0,
      words.findIndex((word, index) => /^[a-z]/.test(word) && !words[index - 1]?.startsWith("-")),
    )
    .join(" ");
}

const commands = pages().flatMap(({ text }) =>
  [...text.matchAll(/(?<=[`\n=… (])docker-compose (?=-|[a-z])[^`\n|)]*/g)].map(([line]) => line),
);

let dir: string;
const environment = (): NodeJS.ProcessEnv => ({ PATH: process.env.PATH, HOME: process.env.HOME });
beforeAll(() => {
  dir = mkdtempSync(join(tmpdir(), "throughline-guide-"));
  for (const [name, text] of Object.entries({
    "bin/git": STAND_IN,
    "bin/docker-compose": STAND_IN,
    "exec/docker-compose": EXEC,
    "exec/clickhouse-client": CLIENT,
  })) {
    mkdirSync(join(dir, name, ".."), { recursive: true });
    writeFileSync(join(dir, name), text, { mode: 0o755 });
  }
});
afterAll(() => rmSync(dir, { recursive: true }));

test("the guides have commands that come later", () => {
  for (const later of ["build", "up -d --force-recreate", "restart collector query-api", "--profile grafana up"])
    expect(commands).toContain(`docker-compose ${later}`);
});

describe.each([
  ["variables", [oneServer], { hasFiles: false, hasTls: false }],
  ["secrets in files", [oneServer, files], { hasFiles: true, hasTls: false }],
  ["TLS", [oneServer, tls], { hasFiles: false, hasTls: true }],
  ["secrets in files and TLS", [oneServer, files, tls], { hasFiles: true, hasTls: true }],
])("after the commands for %s", (name, blocks, { hasFiles, hasTls }) => {
  let folder: string;
  beforeAll(() => {
    const above = join(dir, name.replaceAll(" ", "-"));
    folder = join(above, "throughline");
    cpSync(join(ROOT, "deploy"), join(folder, "deploy"), { recursive: true });
    cpSync(join(ROOT, "docker-compose.yml"), join(folder, "docker-compose.yml"));
    const { status, stderr } = spawnSync("sh", ["-euc", blocks.join("\n")], {
      cwd: above,
      env: { ...environment(), PATH: `${join(dir, "bin")}:${process.env.PATH}` },
      encoding: "utf8",
    });
    expect([status, stderr]).toEqual([0, ""]);
  });

  const configs = new Map<string, Config>();
  const configOf = (words: string): Config => {
    const known = configs.get(words);
    if (known) return known;
    const { status, stdout, stderr } = spawnSync("docker-compose", [...words.split(" ").filter(Boolean), "config"], {
      cwd: folder,
      env: environment(),
      encoding: "utf8",
    });
    expect([status, stderr]).toEqual([0, ""]);
    const config = parse(stdout) as Config;
    configs.set(words, config);
    return config;
  };

  test.each([...new Set(commands.map(globalWords))])("docker-compose with %j has the secrets and the TLS that were set up", (words) => {
    if (!installed("docker-compose", "docker-compose")) return;
    const { services } = configOf(words);
    const { collector, "query-api": queryApi, clickhouse } = services;
    for (const service of [collector, queryApi]) {
      expect(service?.environment?.THROUGHLINE_TLS_CERT).toBe(hasTls ? "/run/tls/fullchain.pem" : undefined);
      expect(service?.healthcheck.test.at(-1)).toMatch(hasTls ? /^https:/ : /^http:/);
    }
    expect(collector?.secrets?.map(({ source }) => source)).toEqual(hasFiles ? ["clickhouse-password", "ingest-tokens"] : undefined);
    const secret = hasFiles ? /^$/ : /^[0-9a-f]{48}$/;
    expect(clickhouse?.environment?.CLICKHOUSE_PASSWORD).toMatch(secret);
    for (const { environment: variables = {} } of Object.values(services))
      for (const [variable, value] of Object.entries(variables))
        if (/^(?:CLICKHOUSE|THROUGHLINE).*(?:PASSWORD|TOKEN)$/.test(variable))
          expect([variable, value]).toEqual([variable, expect.stringMatching(secret)]);
  });

  test("the guide to backups reaches ClickHouse in its container, with the password where no list of processes shows it", () => {
    if (!installed("docker-compose", "docker-compose")) return;
    const { CLICKHOUSE_PASSWORD: variable = "" } = configOf("").services.clickhouse?.environment ?? {};
    writeFileSync(join(folder, "container"), `export CLICKHOUSE_PASSWORD=${variable}\n`);
    const block = guideBlocks("backup.md", "sh").find((text) => text.includes("docker-compose exec")) ?? "";
    const { status, stdout, stderr } = spawnSync("sh", ["-euc", `${block}\nsql "SELECT 'a\\b'"`], {
      cwd: folder,
      env: { ...environment(), PATH: `${join(dir, "exec")}:${process.env.PATH}` },
      encoding: "utf8",
    });
    const password = hasFiles ? readFileSync(join(folder, "secrets/clickhouse-password"), "utf8").trim() : variable;
    expect(password).toMatch(/^[0-9a-f]{48}$/);
    expect([status, stderr]).toEqual([0, ""]);
    expect(stdout).toBe(`${password}, --user throughline, SELECT 'a\\b'\n`);
  });
});
