import { join } from "node:path";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "@jest/globals";
import { startOtlpSink, type OtlpSink } from "../kit/otlp-sink.ts";
import { nodeOf, OTHER_NODES } from "../kit/nodes.ts";
import { killSdkProcesses, REGISTER, startSdkProcess, type SdkProcess } from "../kit/sdk-process.ts";
import { startKafka, startRabbitmq, startRedis } from "../kit/servers.ts";
import { testLibraries } from "../kit/test-libraries.ts";
import { testWith } from "../kit/test-with.ts";
import { until } from "../kit/until.ts";

const SETUP_MILLIS = 240_000;
const UUIDV7 = /^[0-9a-f]{8}-[0-9a-f]{4}-7/;
const PRODUCER = 4;
const CONSUMER = 5;
const MAJORS = [process.versions.node.split(".", 1)[0] ?? "", ...OTHER_NODES];

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

const linesOf = (app: SdkProcess, event: string, count = 1): Promise<Record<string, unknown>[]> =>
  until(
    () => {
      const found = app.lines().filter((line) => line["event"] === event);
      return found.length >= count ? found : undefined;
    },
    () => `${count} lines ${event}; stdout: ${app.stdout()}; stderr: ${app.stderr()}`,
  );

describe("an action goes on in another process by messages:", () => {
  const withServers = testWith("redis-server", "rabbitmq-server", "epmd", "kcat");

  withServers("bullmq, amqplib and kafkajs, required and imported", async () => {
    await using redis = await startRedis();
    await using rabbitmq = await startRabbitmq();
    await using kafka = await startKafka();
    const both = ["cjs", "mjs"].map(async (extension) => {
      const file = join(libraries, `messages.${extension}`);
      const queue = `orders-${extension}`;
      const servers = { QUEUE: queue, REDIS: `${redis.port}`, RABBITMQ: `${rabbitmq.port}`, KAFKA: `${kafka.port}` };
      const sender = startSdkProcess(file, { env: env(`sender ${extension}`, { ...servers, ROLE: "send" }) });
      const worker = startSdkProcess(file, { env: env(`worker ${extension}`, { ...servers, ROLE: "work" }) });
      const [[url]] = await Promise.all([sender.ready(), worker.ready()]);
      const send = async (path: string, id: string): Promise<void> => {
        expect((await fetch(`${url}${path}`, { headers: { "x-correlation-id": id } })).status).toBe(200);
      };
      const oneTrace = async (id: string): Promise<void> => {
        const spans = await sink.spansWhere((span) => span.attributes["correlation.id"] === id && span.kind === CONSUMER);
        const [entry] = await sink.spansWhere((span) => span.attributes["correlation.id"] === id && span.kind === 2);
        expect(spans.map((span) => span.traceId)).toEqual(spans.map(() => entry?.traceId));
      };

      await send("/bullmq", `pay-${extension}`);
      // The first attempt fails, the second is the same action's.
      for (const line of await linesOf(worker, "pay_job", 2))
        expect(line).toMatchObject({ correlation_id: `pay-${extension}`, current: `pay-${extension}` });
      await oneTrace(`pay-${extension}`);
      const ofPay = sink.spans.filter(
        (span) => span.attributes["correlation.id"] === `pay-${extension}` && /^(add|process) /.test(span.name),
      );
      expect(ofPay.map((span) => [span.name, span.kind])).toEqual(
        expect.arrayContaining([
          [`add ${queue}.pay`, PRODUCER],
          [`process ${queue}`, CONSUMER],
        ]),
      );

      for (const [path, event] of [
        ["/bulk", "ship_job"],
        ["/flow", "pack_job"],
        ["/rabbitmq", "rabbitmq_message"],
        ["/kafka", "kafka_message"],
      ] as const) {
        const id = `${event}-${extension}`;
        await send(path, id);
        const [line] = await linesOf(worker, event);
        expect(line).toMatchObject({ correlation_id: id, current: id });
        await oneTrace(id);
      }

      // A schedule goes on long after the action that set it up: its jobs are actions of their own.
      await send("/schedule", `schedule-${extension}`);
      const [scheduled] = await linesOf(worker, "clean_job");
      expect(scheduled?.["current"]).toMatch(UUIDV7);

      // kafkajs itself makes Node warn of a negative timeout.
      expect(sender.stderr() + worker.stderr()).not.toMatch(/^throughline:/m);
    });
    await Promise.all(both);
  });
});

describe("a worker thread that is started in an action is a part of it", () => {
  const threads = MAJORS.flatMap((major) =>
    ["sdk-thread.mjs", "sdk-thread.cjs"].flatMap((file) =>
      [REGISTER, ["--require", "@throughline/sdk/register"]].map((flags) => [major, file, flags] as const),
    ),
  );

  test.each(threads)("on Node %s, %s with %j: at its start, and by hand for messages", async (major, file, flags) => {
    const app = startSdkProcess("sdk-threads.mjs", { env: env("threads", { FILE: `./${file}` }), flags, node: nodes.get(major) ?? "" });
    const [url, ...atStart] = await app.ready();
    expect(JSON.parse(atStart.join(" "))).toEqual({ what: "start", workerData: "mine" });
    const id = `thread-${major}-${file}-${flags[0]}`;
    const [start, bare, carried] = (await (await fetch(`${url}`, { headers: { "x-correlation-id": id } })).json()) as Record<
      string,
      string
    >[];
    const [entry] = await sink.spansWhere((span) => span.attributes["correlation.id"] === id);
    expect(start).toEqual({ what: "start", correlation: id, trace: entry?.traceId, workerData: "mine" });
    expect(bare).toEqual({ what: "bare", workerData: "mine" });
    expect(carried).toEqual({ what: "carried", correlation: id, trace: entry?.traceId, workerData: "mine" });
    expect(app.stderr()).toBe("");
  });
});
