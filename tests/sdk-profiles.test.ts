import { afterAll, afterEach, beforeAll, describe, expect, test } from "@jest/globals";
import { nodeOf, NODES } from "./kit/nodes.ts";
import { startOtlpSink, type OtlpSink, type ReceivedSample } from "./kit/otlp-sink.ts";
import { killSdkProcesses, startSdkProcess, type SdkProcess, type SdkProcessOptions } from "./kit/sdk-process.ts";
import { until } from "./kit/until.ts";

const SETUP_MILLIS = 180_000;
const INTERVAL_MILLIS = 500;

let sink: OtlpSink;
beforeAll(async () => {
  sink = await startOtlpSink();
});
afterAll(() => sink.close());
afterEach(killSdkProcesses);

let services = 0;

/** A service that is sampled: its samples are told apart by its name. */
class Service {
  readonly name = `sampled ${++services}`;
  readonly app: SdkProcess;
  #url: string | undefined;

  constructor(file: string, { env, ...options }: SdkProcessOptions = {}) {
    this.app = startSdkProcess(file, {
      env: {
        OTEL_EXPORTER_OTLP_ENDPOINT: sink.url,
        OTEL_SERVICE_NAME: this.name,
        OTEL_BSP_SCHEDULE_DELAY: "100",
        THROUGHLINE_PROFILING: "",
        THROUGHLINE_PROFILING_INTERVAL_MS: String(INTERVAL_MILLIS),
        ...env,
      },
      ...options,
    });
  }

  /** Waits until it serves and is sampled. */
  async ready(): Promise<this> {
    [this.#url] = await this.app.ready();
    await this.sampled(() => true);
    return this;
  }

  async ask(path: string, correlationId: string): Promise<string> {
    const response = await fetch(`${this.#url}${path}`, { headers: { "x-correlation-id": correlationId } });
    return response.text();
  }

  get samples(): ReceivedSample[] {
    return sink.samples.filter(({ service }) => service === this.name);
  }

  /** Waits for samples. */
  async sampled(matches: (sample: ReceivedSample) => boolean): Promise<ReceivedSample> {
    return until(
      () => this.samples.find(matches),
      () => `such samples among ${JSON.stringify(this.samples)}; stderr: ${this.app.stderr()}`,
    );
  }

  /** The trace and span that served an action. */
  async served(id: string): Promise<{ traceId: string; spanId: string }> {
    const [span] = await sink.spansWhere(({ service, attributes }) => service === this.name && attributes["correlation.id"] === id);
    return { traceId: span?.traceId ?? "", spanId: span?.spanId ?? "" };
  }
}

const has =
  (name: string) =>
  ({ frames }: ReceivedSample): boolean =>
    frames.some((frame) => frame.function === name);

const sum = (samples: readonly ReceivedSample[]): number => samples.flatMap(({ values }) => values).reduce((all, value) => all + value, 0);

/** What each function takes of the time of its route, and the route that calls it. */
const SHARES = {
  checkoutA: ["/checkout", 0.7],
  checkoutB: ["/checkout", 0.3],
  searchA: ["/search", 0.3],
  searchB: ["/search", 0.7],
} as const;

describe.each(NODES)("on Node %s", (major) => {
  let node: string;
  beforeAll(async () => {
    node = await nodeOf(major);
  }, SETUP_MILLIS);

  test.each([
    ["sdk-profiles.cjs", "wall"],
    ["sdk-profiles.mjs", "wall,cpu"],
  ])("every CPU-bound sample has its span and correlation ID, and functions their shares of their route: %s, %s", async (file, kinds) => {
    const service = await new Service(file, { node, env: { THROUGHLINE_PROFILING: kinds } }).ready();
    let requests = 0;
    const served = new Map<string, string>();
    const enough = (): boolean =>
      Object.keys(SHARES).every((name) => service.samples.filter(({ type }) => type === "wall").filter(has(name)).length >= 40);
    const client = async (route: string): Promise<void> => {
      while (!enough()) {
        const id = `request-${++requests}`;
        served.set(id, route);
        await service.ask(route, id);
      }
    };
    await Promise.all(["/checkout", "/search", "/checkout", "/search"].map(client));
    const wanted = kinds.split(",");
    expect(new Set(service.samples.map(({ type }) => type))).toEqual(new Set(wanted));
    for (const type of wanted) {
      const samples = service.samples.filter((sample) => sample.type === type);
      const times = new Map<string, number>();
      for (const [name, [route]] of Object.entries(SHARES)) {
        const own = samples.filter(has(name));
        for (const { traceId, spanId, attributes, timesUnixNano, values, unit, frames } of own) {
          const id = String(attributes["correlation.id"]);
          expect([name, served.get(id)]).toEqual([name, route]);
          expect({ traceId, spanId }).toEqual(await service.served(id));
          expect(attributes).toEqual({ "thread.id": 0, "thread.name": "main", "correlation.id": id });
          expect(timesUnixNano).toHaveLength(values.length);
          expect(unit).toBe("nanoseconds");
          expect(frames.find((frame) => frame.function === name)).toEqual({
            function: name,
            file: expect.stringMatching(new RegExp(`^/.*/tests/fixtures/${file}$`)),
            line: expect.any(Number),
            column: expect.any(Number),
          });
        }
        times.set(name, sum(own));
      }
      for (const [name, [route, share]] of Object.entries(SHARES)) {
        const all = Object.entries(SHARES).reduce((total, [other, [of]]) => total + (of === route ? (times.get(other) ?? 0) : 0), 0);
        expect(Math.abs((times.get(name) ?? 0) / all - share)).toBeLessThan(0.15);
      }
    }
    expect(service.app.stderr()).toBe("");
  });
});
