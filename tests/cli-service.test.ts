import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";
import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { readProfiles, top } from "@throughline/profile";
import { cli as run, type CliResult } from "./kit/cli.ts";
import { logs, nowNano, sendJson } from "./kit/otlp.ts";
import { Throughline } from "./kit/throughline.ts";

const folder = mkdtempSync(join(tmpdir(), "throughline-service-"));
let throughline: Throughline;

beforeAll(async () => {
  throughline = await Throughline.start();
  // Ten seconds of samples, 100 a second, that lie where top looks first: 15 s ago.
  const folded = "main (/app/main.js:1);pack (/app/cart.js:7) 700\nmain (/app/main.js:1);weigh (/app/cart.js:20) 300\n";
  const query = new URLSearchParams({ service: "cart", format: "folded", start: String(Date.now() - 24_000), duration: "10s" });
  const response = await fetch(`${throughline.otlpHttp}/ingest/profiles?${query.toString()}`, { method: "POST", body: folded });
  expect({ status: response.status, text: await response.text() }).toMatchObject({ status: 200 });
  const record = { timeUnixNano: nowNano(), body: { stringValue: "hello" } };
  await sendJson(throughline.otlpHttp, "logs", logs("unsampled", [record]));
  await throughline.settled();
});

afterAll(async () => {
  rmSync(folder, { recursive: true });
  await throughline.stop();
});

const cli = (...args: string[]): Promise<CliResult> => run(args, { THROUGHLINE_URL: throughline.api });

test.each([
  ["folded", "p.folded"],
  ["speedscope", "p.speedscope.json"],
  ["pprof", "p.pb.gz"],
  ["cpuprofile", "p.cpuprofile"],
  ["svg", "p.svg"],
])("throughline record of a service writes its newest samples as %s", async (format, name) => {
  const file = join(folder, name);
  const { code, stderr } = await cli("record", "cart", "-d", "60", "-o", file);
  expect({ code, stderr }).toEqual({ code: 0, stderr: expect.stringMatching(/^throughline: 1000 samples of \d+\.\d s are in .*\n$/) });
  const bytes = readFileSync(file);
  if (format === "svg") {
    expect(bytes.toString()).toContain("pack");
    return;
  }
  const [profile] = readProfiles(format === "pprof" ? gunzipSync(bytes) : bytes, { format });
  const shares = profile && top(profile).map(({ function: name_, self }) => [name_, Math.round((self / profile.weight) * 100)]);
  expect(shares?.slice(0, 2)).toEqual([
    ["pack", 70],
    ["weigh", 30],
  ]);
});

test("throughline top of a service shows what its instances sent, at once", async () => {
  const { code, stdout, stderr } = await cli("top", "cart", "--count", "1", "--interval", "100", "--json");
  expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
  const view = JSON.parse(stdout) as { service: string; functions: { function: string; own: number; total: number }[] };
  expect(view.service).toBe("cart");
  expect(view.functions.map(({ function: name, own, total }) => [name, own.toFixed(1), total.toFixed(1)])).toEqual([
    ["pack", "0.7", "0.7"],
    ["weigh", "0.3", "0.3"],
    ["main", "0.0", "1.0"],
  ]);
  const { stdout: text } = await cli("top", "cart", "--count", "1", "--interval", "100");
  expect(text).toMatch(/^Service cart\nSamples that 1 of its processes sent, 15 s ago, for 10 s; 1000 in the last 10\.0 s\n/);
  expect(text).toMatch(/^ +70\.0% +70\.0% +7\.00s +7\.00s {2}pack \(cart\.js:7\)$/m);
});

test.each([
  [["top", "nobody"], /^throughline: Cannot show service "nobody": .*"nobody".*\n$/],
  [["record", "nobody"], /^throughline: Cannot record service "nobody": .*"nobody".*\n$/],
  [["top", "unsampled"], /^throughline: Cannot show service "unsampled": .*stack samples.*\n$/],
  [["record", "unsampled", "-o", "-"], /^throughline: Cannot record service "unsampled": .*stack samples.*\n$/],
  [
    ["top", "cart", "--url", "http://127.0.0.1:9"],
    /^throughline: Cannot show service "cart": the query API at http:\/\/127\.0\.0\.1:9 does not answer.*\n$/,
  ],
])("throughline %j is refused in one line", async (args, message) => {
  const { code, stdout, stderr } = await cli(...args);
  expect({ code, stdout }).toEqual({ code: 1, stdout: "" });
  expect(stderr).toMatch(message);
});
