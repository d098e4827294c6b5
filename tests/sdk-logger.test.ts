import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, expect, test } from "@jest/globals";
import { build, type BuildOptions } from "esbuild";
import { killSdkProcesses, startSdkProcess } from "./kit/sdk-process.ts";
import { startOtlpSink, type OtlpSink } from "./kit/otlp-sink.ts";

const FIXTURES = join(import.meta.dirname, "fixtures");

let sink: OtlpSink;
beforeAll(async () => {
  sink = await startOtlpSink();
});
afterAll(() => sink.close());
afterEach(killSdkProcesses);

const env = (more: Record<string, string>): Record<string, string> => ({
  OTEL_EXPORTER_OTLP_ENDPOINT: sink.url,
  OTEL_EXPORTER_OTLP_PROTOCOL: "http/json",
  ...more,
});

/** Fields of a line, or attributes of a record, that the app has set. */
function own(fields: Record<string, unknown>): Record<string, unknown> {
  const names = ["region", "password", "user", "token", "step", "in", "vip", "job", "cron", "lost"];
  return Object.fromEntries(names.flatMap((name) => (name in fields ? [[name, fields[name]]] : [])));
}

test("bound fields are on every line and record of their action, and on no other", async () => {
  const app = startSdkProcess("sdk-log-context.mjs", { env: env({ OTEL_SERVICE_NAME: "bound" }) });
  expect(await app.ended).toMatchObject({ code: 0, signal: null });
  expect(app.stderr()).toMatch(/^throughline: cannot bind a log context: no action runs here.*\n$/);

  const lines = app.lines();
  const bound = { region: "eu", password: "[redacted]" };
  for (let at = 0; at < 20; at++) {
    const user = `u${at}`;
    const ofUser = { ...bound, user, token: "[redacted]", in: user };
    const [charging, answered] = lines.filter((line) => line["in"] === user);
    expect(charging).toMatchObject({ event: "charging", correlation_id: expect.any(String) });
    expect(own(charging ?? {})).toEqual({ ...ofUser, step: "charge" });
    expect(own(answered ?? {})).toEqual({ ...ofUser, region: "us", ...(user === "u3" && { vip: true }) });
    expect(answered?.["correlation_id"]).toBe(charging?.["correlation_id"]);
  }
  const others = lines.slice(40);
  expect(others.map((line) => [line["event"], own(line)])).toEqual([
    ["worked", { ...bound, job: 1, step: "second" }],
    ["ticked", { ...bound, cron: true }],
    ["after", bound],
  ]);

  const records = sink.logs.filter((log) => log.service === "bound");
  expect(records.map((log) => [log.body, own(log.attributes)])).toEqual(lines.map((line) => [line["event"], own(line)]));
  expect(app.stdout() + JSON.stringify(records)).not.toContain("hunter2");
});

test("processors act on line and record alike, and levels change as the process runs", async () => {
  const app = startSdkProcess("sdk-log-processors.mjs", {
    env: env({ OTEL_SERVICE_NAME: "processed", THROUGHLINE_LOG_LEVEL: "info,orders=info" }),
  });
  expect(await app.ended).toMatchObject({ code: 0, signal: null });
  expect(app.stderr()).toBe('throughline: the log processor "secretDigits" threw: my processor. Its events go on without it\n');

  const lines = app.lines();
  const levels = lines.pop();
  const events = ["by_default", "processed", "processed_again", "broken", "noise", "now"];
  expect(lines.map((line) => line["event"])).toEqual(events);
  expect(lines[0]).toMatchObject({
    password: "[redacted]",
    nested: { headers: { Cookie: "[redacted]" } },
    card: { number: "4242", holder: "ann" },
  });
  const masked = { card: { number: "****", cvv: "[redacted]" } };
  expect(lines[1]).toMatchObject({ ...masked, password: "[redacted]", orderId: 7, by: "orders/info" });
  expect(lines[1]).not.toHaveProperty("order");
  expect(lines[2]).toMatchObject({ card: { number: "****", holder: "[redacted]" }, by: "orders/warn" });
  expect(lines[3]).toMatchObject({ card: { number: "4111", cvv: "[redacted]" } });
  expect(lines[4]).toMatchObject({ level: "error", payment: { number: "4111", cvv: "123" }, password: /shown/ });
  expect(levels).toMatchObject({
    before: ["info", "info", "info"],
    after: ["trace", "error", "debug"],
    card: { number: "4242", holder: "ann" },
  });

  const records = sink.logs.filter((log) => log.service === "processed");
  expect(records.map((log) => log.body)).toEqual(events);
  for (const [at, line] of lines.entries()) {
    const { time: _, level: _l, event: _e, service: _s, logger: scope, ...fields } = line;
    expect(records[at]).toMatchObject({ scope, attributes: fields });
  }
});

test("errors are told as frames of the sources, with their causes and their parts", async () => {
  const folder = await mkdtemp(join(tmpdir(), "throughline-errors-"));
  try {
    const outfile = join(folder, "app.mjs");
    const sdk = join(import.meta.dirname, "../packages/sdk/dist/index.js");
    const options: BuildOptions = { bundle: true, minify: true, platform: "node", format: "esm", outfile };
    options.alias = { "@throughline/sdk": sdk };
    options.external = [sdk];
    for (const sourcemap of ["linked", "inline"] as const) {
      await build({ ...options, entryPoints: [join(FIXTURES, "sdk-log-errors.ts")], sourcemap });
      for (const flags of [[], ["--enable-source-maps"]]) {
        const app = startSdkProcess(outfile, { flags, env: { OTEL_SDK_DISABLED: "true" } });
        expect(await app.ended).toMatchObject({ code: 0 });
        const inSource = (line: number) => expect.objectContaining({ file: join(FIXTURES, "sdk-log-errors.ts"), line, in_app: true });
        const part = (message: string) => ({ type: "TypeError", message, frames: expect.arrayContaining([inSource(19), inSource(23)]) });
        expect(app.lines()).toEqual([
          expect.objectContaining({
            event: "order_failed",
            exception: {
              type: "Error",
              message: "order failed",
              frames: expect.arrayContaining([inSource(18), inSource(23)]),
              cause: expect.objectContaining({ message: "no funds for o-1", frames: expect.arrayContaining([inSource(11), inSource(16)]) }),
            },
            others: expect.objectContaining({ message: "many", errors: [part("a"), part("b")] }),
          }),
        ]);
      }
    }
  } finally {
    await rm(folder, { recursive: true });
  }
});

test("lines for people are aligned and coloured where it is wanted, and OTLP does not change", async () => {
  const pretty = { THROUGHLINE_LOG_FORMAT: "pretty", OTEL_EXPORTER_OTLP_ENDPOINT: sink.url };
  const plain = startSdkProcess("sdk-logs.mjs", { env: env({ ...pretty, OTEL_SERVICE_NAME: "plain", FORCE_COLOR: "0" }) });
  await plain.ended;
  const lines = plain.stdout().split("\n");
  const [first = "", second = ""] = lines;
  expect(first).toMatch(/^\d\d:\d\d:\d\d\.\d{3} INFO {2}payment_declined {13}orderId=7 amount=12\.5 big=\d+ circular=\{/);
  expect(second).toMatch(
    /^\d\d:\d\d:\d\d\.\d{3} WARN {2}bound {24}tenant=t1 region=us time=mine level=3 logger=orders correlation=[\w-]+$/,
  );
  expect(plain.stdout()).toMatch(
    /\n {2}Declined: no funds \(code E_DECLINED\)\n {2} {2}→ at .* \(tests\/fixtures\/sdk-logs\.mjs:\d+:\d+\)\n/,
  );
  expect(plain.stdout()).toMatch(/\n {4}Caused by: Error: bank away\n {6}→ at /);
  expect(plain.stdout()).not.toContain("\x1b");
  expect(sink.logs.filter((log) => log.service === "plain")).toHaveLength(8);

  const coloured = startSdkProcess("sdk-logs.mjs", { env: env({ ...pretty, OTEL_SERVICE_NAME: "coloured", FORCE_COLOR: "1" }) });
  await coloured.ended;
  expect(coloured.stdout()).toContain("\x1b[32mINFO \x1b[0m \x1b[1mpayment_declined\x1b[0m");
});
