import { afterAll, afterEach, beforeAll, describe, expect, test } from "@jest/globals";
import { nodeOf, NODES } from "../kit/nodes.ts";
import { startOtlpSink, type OtlpSink, type ReceivedSample } from "../kit/otlp-sink.ts";
import { killSdkProcesses, REGISTER, startSdkProcess, type SdkProcess, type SdkProcessOptions } from "../kit/sdk-process.ts";
import { until } from "../kit/until.ts";

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

  async serving(): Promise<this> {
    [this.#url] = await this.app.ready();
    return this;
  }

  /** Waits until it serves and is sampled. */
  async ready(): Promise<this> {
    await this.serving();
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

/** Waits until no more samples come. */
async function settled(service: Service): Promise<void> {
  let count = -1;
  await until(
    async () => {
      if (service.samples.length === count) return true;
      count = service.samples.length;
      await new Promise((resolve) => setTimeout(resolve, 300));
      return undefined;
    },
    () => "an end of samples",
  );
}

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

  test("a worker thread samples itself, as a part of the action that started it", async () => {
    const service = await new Service("sdk-profiles-worker.mjs", { node }).ready();
    expect(await service.ask("/", "job")).toBe("0");
    const served = await service.served("job");
    for (const name of ["atOnce", "afterAwait"]) {
      const { attributes, ...link } = await service.sampled(has(name));
      expect(link).toMatchObject(served);
      expect(attributes).toMatchObject({ "thread.id": expect.any(Number), "correlation.id": "job" });
      expect(attributes["thread.id"]).not.toBe(0);
      expect(attributes["thread.name"]).toBe("cook");
    }
    expect(service.app.stderr()).toBe("");
  });

  test("what is sampled is changed while it runs; what is unknown changes nothing", async () => {
    const service = await new Service("sdk-profiles-switch.mjs", { node, env: { THROUGHLINE_PROFILING: "0" } }).serving();
    await service.ask("/", "off");
    const expected = { cpu: ["cpu"], "wall,cpu": ["cpu", "wall"], heap: ["alloc"], wall: ["wall"] };
    for (const [kinds, types] of Object.entries(expected)) {
      const before = service.samples.length;
      const id = kinds.replace(",", "+");
      await service.ask(`/?kinds=${kinds}`, id);
      const found = await until(
        async () => {
          await service.ask("/", id);
          const spinning = service.samples.slice(before).filter(has("spin"));
          return types.every((type) => spinning.some((sample) => sample.type === type)) ? service.samples.slice(before) : undefined;
        },
        () => `samples of ${kinds}; stderr: ${service.app.stderr()}`,
      );
      expect([...new Set(found.map(({ type }) => type))].toSorted()).toEqual(types);
      for (const { type, unit, spanId, attributes, timesUnixNano } of found.filter(has("spin"))) {
        if (type === "alloc") expect({ unit, spanId, timesUnixNano }).toEqual({ unit: "bytes", spanId: "", timesUnixNano: [] });
        else expect({ unit, id: attributes["correlation.id"] }).toEqual({ unit: "nanoseconds", id });
      }
      await service.ask("/?kinds=0", "off");
      await service.ask("/?kinds=everything", "bad");
      await settled(service);
    }
    expect(service.app.stderr()).toBe(
      `throughline: cannot set profiling to "everything": expected wall, cpu, heap, several of them with commas, or 0\n`,
    );
  });

  test.each(["end", "exit", "crash", "signal"])("a process ends as without us, and its last samples are sent: %s", async (how) => {
    const outcome = async (service: Service) => {
      if (how === "signal") {
        await service.serving();
        service.app.child.kill("SIGTERM");
      }
      const { code, signal } = await service.app.ended;
      const stderr = service.app.stderr().replaceAll(/^ +at .*\n/gm, "");
      return { code, signal, stdout: service.app.stdout(), stderr };
    };
    const env = { HOW: how, THROUGHLINE_PROFILING_INTERVAL_MS: "60000" };
    const bare = await outcome(new Service("sdk-profiles-ends.mjs", { node, env, flags: [] }));
    const service = new Service("sdk-profiles-ends.mjs", { node, env });
    expect(await outcome(service)).toEqual(bare);
    await service.sampled(has("work"));
  });

  test("without pprof V8's own profiler samples, and says what is missing", async () => {
    const hide = `
      import module from "node:module";
      const resolve = module._resolveFilename;
      module._resolveFilename = function (name, ...more) {
        if (name.startsWith("@datadog/pprof")) throw new Error("hidden");
        return resolve.call(this, name, ...more);
      };`;
    const flags = ["--import", `data:text/javascript,${encodeURIComponent(hide)}`, ...REGISTER];
    const service = await new Service("sdk-profiles.mjs", { node, flags }).ready();
    const { attributes, spanId, unit, timesUnixNano, values } = await until(
      async () => {
        await service.ask("/checkout", "any");
        return service.samples.find(has("checkoutA"));
      },
      () => `such samples; stderr: ${service.app.stderr()}`,
    );
    expect({ attributes, spanId, unit }).toEqual({
      attributes: { "thread.id": 0, "thread.name": "main" },
      spanId: "",
      unit: "nanoseconds",
    });
    expect(timesUnixNano).toHaveLength(values.length);
    expect(service.app.stderr()).toBe(
      "throughline: samples are taken by V8's own profiler and do not name their spans, because @datadog/pprof cannot be used: it is not installed\n",
    );
  });
});

test("a sample's time is when it was taken, and an idle thread sends one sum", async () => {
  const began = BigInt(Date.now()) * 1_000_000n;
  const service = await new Service("sdk-profiles.cjs").ready();
  await service.sampled(has("(idle)"));
  await until(
    async () => {
      await service.ask("/checkout", "one");
      return service.samples.find(has("checkoutA"));
    },
    () => "samples of a request",
  );
  for (const { frames, timesUnixNano, profile, period } of service.samples) {
    const [start, end] = [BigInt(profile.timeUnixNano), BigInt(profile.timeUnixNano) + BigInt(profile.durationNano)];
    expect(start).toBeGreaterThan(began);
    expect(period).toBeGreaterThan(9e6);
    expect(period).toBeLessThan(11e6);
    if (frames.at(-1)?.function === "(idle)") expect(timesUnixNano).toEqual([]);
    for (const time of timesUnixNano) {
      expect(BigInt(time)).toBeGreaterThan(start - 20_000_000n);
      expect(BigInt(time)).toBeLessThan(end + 20_000_000n);
    }
  }
  const idle = service.samples.filter(has("(idle)"));
  expect(new Set(idle.map(({ profile }) => profile.timeUnixNano)).size).toBe(idle.length);
});

test("a collector that takes no profiles is told once, and sent no more; all else goes on", async () => {
  await using other = await startOtlpSink({ answering: () => ({ status: 404 }) });
  const env = { OTEL_EXPORTER_OTLP_PROFILES_ENDPOINT: `${other.url}/v1development/profiles` };
  const service = await new Service("sdk-profiles.cjs", { env }).serving();
  await until(
    () => service.app.stderr() || undefined,
    () => "a line on stderr",
  );
  const count = other.requests.length;
  await service.ask("/checkout", "on");
  await service.served("on");
  await new Service("sdk-profiles.cjs").ready();
  expect(other.requests).toHaveLength(count);
  expect(service.app.stderr()).toBe(
    "throughline: the collector takes no profiles, so no more are gathered. THROUGHLINE_PROFILING=0 says so from the start\n",
  );
});

test.each([
  [{ THROUGHLINE_PROFILING: "0" }, ""],
  [{ OTEL_PROFILES_EXPORTER: "none" }, ""],
  [{ OTEL_SDK_DISABLED: "true" }, ""],
  [{ OTEL_EXPORTER_OTLP_PROFILES_PROTOCOL: "grpc" }, ""],
  [
    { OTEL_EXPORTER_OTLP_PROFILES_PROTOCOL: "grpc", THROUGHLINE_PROFILING: "wall" },
    "throughline: profiles are not sent: they go by OTEL_EXPORTER_OTLP_PROFILES_PROTOCOL=http/protobuf only\n",
  ],
])("nothing is sampled with %j", async (env, said) => {
  const service = new Service("sdk-profiles-ends.mjs", { env: { ...env, HOW: "exit" } });
  expect(await service.app.ended).toMatchObject({ code: 3, signal: null });
  expect(service.samples).toEqual([]);
  expect(service.app.stderr()).toBe(said);
});

test("variables that are not as expected are said once, and the defaults hold", async () => {
  const env = { THROUGHLINE_PROFILING: "everything", THROUGHLINE_PROFILING_INTERVAL_MS: "soon", HOW: "exit" };
  const service = new Service("sdk-profiles-ends.mjs", { env });
  await service.app.ended;
  expect((await service.sampled(has("work"))).type).toBe("wall");
  expect(service.app.stderr().split("\n")).toEqual([
    `throughline: THROUGHLINE_PROFILING: "everything" is unknown, expected wall, cpu, heap, several of them with commas, or 0; wall is used`,
    `throughline: THROUGHLINE_PROFILING_INTERVAL_MS must be a number of milliseconds from 100 to 600000, not "soon"; 10000 is used`,
    "",
  ]);
});

test("a stock NodeSDK with our parts is sampled, too", async () => {
  const service = await new Service("sdk-node-sdk.cjs", { flags: [] }).serving();
  // The first span tells what the resource is, and sampling begins.
  await service.ask("/leaf", "first");
  await service.sampled(() => true);
  await service.ask("/block", "stock");
  const { traceId, spanId } = await service.sampled((sample) => has("block")(sample) && sample.spanId !== "");
  const spans = await sink.spansWhere((span) => span.service === service.name && span.attributes["correlation.id"] === "stock");
  expect(spans.map((span) => [span.traceId, span.spanId])).toContainEqual([traceId, spanId]);
});
