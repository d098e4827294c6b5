import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { cli, type CliResult } from "../kit/cli.ts";
import { ROOT } from "../kit/program.ts";
import { Throughline } from "../kit/throughline.ts";
import { certificate } from "../kit/tls.ts";

/** `throughline doctor` on a system that wants tokens, over TLS. */
interface Report {
  readonly ok: boolean;
  readonly checks: readonly { readonly name: string; readonly state: string; readonly text: string; readonly advice?: string }[];
}

const TOKENS = { THROUGHLINE_INGEST_TOKEN: "send-word", THROUGHLINE_QUERY_TOKEN: "metrics:other-word,read:ask-word" };
const TLS = { NODE_EXTRA_CA_CERTS: join(ROOT, "tests/fixtures/tls/ca.pem") };

let throughline: Throughline;

beforeAll(async () => {
  const { cert, key } = certificate("server");
  throughline = await Throughline.start({ args: ["--tls-cert", cert, "--tls-key", key], env: TOKENS });
});

afterAll(async () => {
  await throughline?.stop();
});

/** By a name that the certificate has. */
const places = () => {
  const [api, otlpHttp] = [throughline.api, throughline.otlpHttp].map((url) => url.replace("127.0.0.1", "localhost"));
  return [
    "--url",
    api ?? "",
    "--otlp-http",
    otlpHttp ?? "",
    "--otlp-grpc",
    `https://${throughline.otlpGrpc.replace("127.0.0.1", "localhost")}`,
  ];
};
const reportOf = ({ stdout }: CliResult) => JSON.parse(stdout) as Report;
const failedOf = ({ checks }: Report) => checks.filter(({ state }) => state === "failed").map(({ name }) => name);

test("tokens are taken from the environment, TLS trusts NODE_EXTRA_CA_CERTS, and no token is shown", async () => {
  const { code, stdout, stderr } = await cli(["doctor", "--json", ...places()], { ...TOKENS, ...TLS });
  const report = JSON.parse(stdout) as Report;
  expect(failedOf(report)).toEqual([]);
  expect(report).toMatchObject({ ok: true });
  expect(report.checks.find(({ name }) => name === "token to send")).toMatchObject({ text: "it is accepted, and wanted" });
  expect(report.checks.find(({ name }) => name === "certificates")?.text).toMatch(/^valid for \d+ days and more$/);
  expect(stdout + stderr).not.toMatch(/send-word|ask-word|other-word/);
  expect(code).toBe(0);
});

test("tokens are taken from files, too", async () => {
  const files = Object.entries(TOKENS).map(([variable, tokens]) => {
    const file = join(throughline.data, variable);
    writeFileSync(file, `${tokens.replaceAll(",", "\n")}\n`);
    return [`${variable}_FILE`, file];
  });
  expect(failedOf(reportOf(await cli(["doctor", "--json", ...places()], { ...TLS, ...Object.fromEntries(files) })))).toEqual([]);
});

test("ClickHouse is asked directly where it is named", async () => {
  const clickhouse = { CLICKHOUSE_URL: throughline.clickhouse, CLICKHOUSE_USER: "throughline", CLICKHOUSE_PASSWORD: "wrong-word" };
  const { code, stdout } = await cli(["doctor", ...places()], { ...TOKENS, ...TLS, ...clickhouse });
  expect(stdout).toMatch(/^✗ ClickHouse .*Authentication failed.* — CLICKHOUSE_URL, CLICKHOUSE_USER and CLICKHOUSE_PASSWORD/m);
  expect(stdout).toMatch(/^✓ round trip/m);
  expect(stdout).not.toContain("wrong-word");
  expect(code).toBe(1);
});

test("without tokens it says which are wanted; with others, that they are not known", async () => {
  const report = reportOf(await cli(["doctor", "--json", ...places()], TLS));
  expect(failedOf(report)).toEqual([
    "OTLP/gRPC",
    "certificates",
    "token to read",
    "token to send",
    "versions",
    "clocks",
    "disk",
    "round trip",
  ]);
  for (const [name, variable] of [
    ["token to read", "THROUGHLINE_QUERY_TOKEN"],
    ["token to send", "THROUGHLINE_INGEST_TOKEN"],
  ] as const) {
    const { text, advice } = report.checks.find((check) => check.name === name) ?? {};
    expect({ text, advice }).toEqual({ text: "one is wanted", advice: `set ${variable} here to one that the server has` });
  }
  const wrong = { THROUGHLINE_INGEST_TOKEN: "wrong", THROUGHLINE_QUERY_TOKEN: "wrong" };
  const { stdout } = await cli(["doctor", ...places()], { ...TLS, ...wrong });
  expect(stdout).toMatch(/^✗ OTLP\/gRPC {5}it does not accept this token/m);
  for (const door of ["read", "send"]) expect(stdout).toMatch(new RegExp(`^✗ token to ${door} the server does not know it`, "m"));
});

test("without TLS where it is spoken, it says so", async () => {
  const plain = places().map((place) => place.replace("https:", "http:"));
  const { stdout, code } = await cli(["doctor", ...plain], { ...TOKENS, ...TLS });
  expect(code).toBe(1);
  for (const name of ["query API", "OTLP/HTTP", "OTLP/gRPC"])
    expect(stdout).toMatch(new RegExp(`^✗ ${name} .*: TLS is spoken there — .* with https://`, "m"));
});

test("a certificate that is not trusted is told, and how to trust it", async () => {
  const { stdout, code } = await cli(["doctor", ...places()], TOKENS);
  expect(code).toBe(1);
  for (const name of ["query API", "OTLP/HTTP", "OTLP/gRPC"])
    expect(stdout).toMatch(new RegExp(`^✗ ${name} .*certificate is not trusted .* — let NODE_EXTRA_CA_CERTS`, "m"));
});
