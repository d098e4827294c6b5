import { X509Certificate } from "node:crypto";
import { copyFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { span, sendGrpc, traces } from "./kit/otlp.ts";
import { Program } from "./kit/program.ts";
import { Throughline } from "./kit/throughline.ts";
import { askTls, AUTHORITIES, certificate } from "./kit/tls.ts";
import { until } from "./kit/until.ts";

/** Every listener serves TLS by one certificate, which is replaced while they do. */
let folder: string;
let throughline: Throughline;

const files = () => ({ cert: join(folder, "cert.pem"), key: join(folder, "key.pem") });

/** Puts a certificate of the fixtures where the server reads its own. */
function install(name: "server" | "replaced"): void {
  copyFileSync(certificate(name).cert, files().cert);
  copyFileSync(certificate(name).key, files().key);
}

const overHttp = async () => {
  const sent = span();
  const answer = await askTls(`${throughline.otlpHttp}/v1/traces`, {
    type: "application/json",
    bytes: JSON.stringify(traces("tls", [sent])),
  });
  expect(answer.status).toBe(200);
  return { traceId: sent.traceId as string, shown: answer.shown };
};

const overGrpc = async () => {
  const sent = span();
  const answer = await sendGrpc(
    throughline.otlpGrpc.replace("127.0.0.1", "localhost"),
    "traces",
    traces("tls", [sent]),
    undefined,
    AUTHORITIES.join(""),
  );
  expect(answer).toEqual({ status: 0, body: {} });
  return sent.traceId as string;
};

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "throughline-tls-"));
  install("server");
  throughline = await Throughline.start({ args: ["--host", "127.0.0.1", "--tls-cert", files().cert, "--tls-key", files().key] });
});

afterAll(async () => {
  await throughline?.stop();
  rmSync(folder, { recursive: true, force: true });
});

test("every listener serves TLS, and what came through it is found", async () => {
  expect([throughline.api, throughline.otlpHttp].map((url) => new URL(url).protocol)).toEqual(["https:", "https:"]);
  for (const traceId of [(await overHttp()).traceId, await overGrpc()])
    await until(
      async () => ((await askTls(`${throughline.api}/api/v1/traces/${traceId}`)).status === 200 ? true : undefined),
      () => `the trace ${traceId}`,
    );
  for (const url of [throughline.api, throughline.otlpHttp]) expect((await askTls(`${url}/health`)).shown).toBe("test server");
  // On this machine's own address a browser must still be able to ask other servers without TLS.
  expect((await askTls(`${throughline.api}/health`)).headers["strict-transport-security"]).toBeUndefined();
});

test("without TLS nothing is answered", async () => {
  for (const url of [throughline.api, throughline.otlpHttp])
    await expect(fetch(`${url.replace("https:", "http:")}/health`)).rejects.toThrow("fetch failed");
});

test("a replaced certificate is shown without a restart, and no request in between is refused", async () => {
  const received: string[] = [];
  install("replaced");
  await until(
    async () => {
      const { traceId, shown } = await overHttp();
      received.push(traceId, await overGrpc());
      return shown === "replaced" ? true : undefined;
    },
    () => "the new certificate",
  );
  await until(
    async () => ((await askTls(`${throughline.api}/health`)).shown === "replaced" ? true : undefined),
    () => "the new certificate of the query API",
  );
  received.push(await overGrpc());
  await until(
    async () => ((await askTls(`${throughline.api}/api/v1/traces/${received.at(-1)}`)).status === 200 ? true : undefined),
    () => "the last trace",
  );
  for (const traceId of received) expect((await askTls(`${throughline.api}/api/v1/traces/${traceId}`)).status).toBe(200);
});

test("how long the certificate in use is valid is a metric of both services", async () => {
  for (const url of [throughline.api, throughline.otlpHttp]) {
    const { body } = await askTls(`${url}/metrics`);
    const [, file, seconds] = /^throughline_certificate_not_after_timestamp_seconds\{file="(.*)"\} (\d+)$/m.exec(body) ?? [];
    expect(file).toBe(files().cert);
    expect(Number(seconds)).toBe(Date.parse(new X509Certificate(readFileSync(files().cert)).validTo) / 1_000);
  }
});

test("a certificate that cannot be used is said once, and the one before stays", async () => {
  writeFileSync(files().cert, "no certificate");
  await until(
    () => (throughline.program.stderr.includes("cannot be used, the one before stays") ? true : undefined),
    () => `a word about it: ${throughline.program.stderr}`,
  );
  expect((await overHttp()).shown).toBe("replaced");
});

test.each([
  [["--tls-cert", "nowhere.pem"], "THROUGHLINE_TLS_CERT and THROUGHLINE_TLS_KEY belong together"],
  [
    ["--tls-cert", "nowhere.pem", "--tls-key", "nowhere.pem"],
    'Cannot use the certificate "nowhere.pem" with the key "nowhere.pem": ENOENT',
  ],
  [["--tls-cert", certificate("server").cert, "--tls-key", certificate("replaced").key], "key values mismatch"],
])("up %j does not start, and says why", async (args, message) => {
  const program = Program.node(["services/cli/bin/throughline.mjs", "up", "--data", join(folder, "data"), "--port", "0", ...args]);
  expect((await program.ended()).code).toBe(1);
  expect(program.stderr).toContain(message);
});
