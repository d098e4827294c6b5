import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { cli } from "./kit/cli.ts";
import { freePort } from "./kit/free-port.ts";
import { Throughline } from "./kit/throughline.ts";

/** `throughline doctor` on a system that is well, and where there is none. Tokens and TLS: tests/long/cli-doctor.test.ts. */
let throughline: Throughline;

beforeAll(async () => {
  throughline = await Throughline.start();
});

afterAll(async () => {
  await throughline?.stop();
});

test("a system that is well: one line each, what was read back and how long it took, exit code 0", async () => {
  const { api, otlpHttp, otlpGrpc } = throughline;
  const { code, stdout, stderr } = await cli(["doctor", "--url", api, "--otlp-http", otlpHttp, "--otlp-grpc", otlpGrpc]);
  expect(stderr).toBe("");
  const lines = stdout.trimEnd().split("\n");
  expect(lines.map((line) => line.slice(2, 16).trim())).toEqual([
    "set-up",
    "query API",
    "OTLP/HTTP",
    "OTLP/gRPC",
    "token to read",
    "token to send",
    "versions",
    "parts",
    "clocks",
    "disk",
    "round trip",
  ]);
  for (const line of lines.slice(0, -1)) expect(line).toMatch(/^✓ /);
  const [, seconds, traceId = ""] = /read back after (\d+\.\d\d) s, trace ([0-9a-f]{32})/.exec(stdout) ?? [];
  expect(lines.at(-1)).toMatch(Number(seconds) <= 2.5 ? /^✓ / : /^! .*2 s are promised — /); // a machine full of tests may be slower
  expect(await throughline.client.trace(traceId)).toMatchObject({ services: ["throughline.doctor"], logs: [{ severityText: "INFO" }] });
  expect(stdout).toMatch(/^✓ versions {6}query API \d+\.\d+\.\d+ on Node \d+\.\d+\.\d+, ClickHouse \d+\.\d+.*, schema \d+$/m);
  expect(code).toBe(0);
});

test("where nothing listens, or something else does, it says so and what to do, with exit code 1", async () => {
  const other = createServer((_request, response) => response.end("hello")).listen(0, "127.0.0.1");
  await once(other, "listening");
  const taken = `http://127.0.0.1:${(other.address() as AddressInfo).port}`;
  const { stdout, code } = await cli([
    "doctor",
    "--url",
    taken,
    "--otlp-http",
    `http://127.0.0.1:${await freePort()}`,
    "--otlp-grpc",
    taken,
  ]);
  other.close();
  expect(code).toBe(1);
  expect(stdout).toMatch(/^✗ query API .*something else listens there — --url says where it is/m);
  expect(stdout).toMatch(/^✗ OTLP\/HTTP .*nothing listens there — throughline up starts it/m);
  expect(stdout).toMatch(/^✗ OTLP\/gRPC .*something else listens there/m);
  expect(stdout).toMatch(/^✗ round trip {4}not tried — see token to read$/m);
});

test("where addresses are mixed up, or TLS is not spoken, it says who or what is there", async () => {
  const { api, otlpHttp, otlpGrpc } = throughline;
  const swapped = await cli(["doctor", "--url", otlpHttp, "--otlp-http", api, "--otlp-grpc", `https://${otlpGrpc}`]);
  expect(swapped.code).toBe(1);
  expect(swapped.stdout).toMatch(/^✗ query API .*: the collector answers there — --url says where the query API is$/m);
  expect(swapped.stdout).toMatch(/^✗ OTLP\/HTTP .*: the query API answers there — --otlp-http says where the collector is$/m);
  expect(swapped.stdout).toMatch(/^✗ OTLP\/gRPC .*: it does not speak TLS there — --otlp-grpc says where it is, with http:\/\//m);
  expect(swapped.stdout).toMatch(/^✗ parts {9}not tried/m);
  const { stdout } = await cli(["doctor", "--url", api.replace("http:", "https:"), "--otlp-http", otlpHttp, "--otlp-grpc", otlpHttp]);
  expect(stdout).toMatch(/^✗ query API .*: it does not speak TLS there — --url says where it is, with http:\/\//m);
  expect(stdout).toMatch(/^✗ OTLP\/gRPC .*: something else listens there/m);
});

test("an address that is none is told, and nothing is tried", async () => {
  expect(await cli(["doctor", "--otlp-http", "ftp://x"])).toEqual({
    code: 1,
    stdout: "",
    stderr: 'throughline: Cannot use --otlp-http "ftp://x": expected http://HOST:PORT or https://HOST:PORT\n',
  });
});
