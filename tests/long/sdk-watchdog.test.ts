import { afterAll, afterEach, beforeAll, describe, expect, test } from "@jest/globals";
import { nodeOf, NODES } from "../kit/nodes.ts";
import { startOtlpSink, type OtlpSink, type ReceivedLog } from "../kit/otlp-sink.ts";
import { killSdkProcesses, REGISTER, startSdkProcess, type SdkProcess, type SdkProcessOptions } from "../kit/sdk-process.ts";
import { until } from "../kit/until.ts";

const SETUP_MILLIS = 180_000;

let sink: OtlpSink;
beforeAll(async () => {
  sink = await startOtlpSink();
});
afterAll(() => sink.close());
afterEach(killSdkProcesses);

let services = 0;

/** A service that can be blocked, watched and ready: what is reported of it is told apart by its name. */
class Service {
  readonly name = `blocked ${++services}`;
  readonly app: SdkProcess;
  #url: string | undefined;

  constructor({ env, ...options }: SdkProcessOptions = {}) {
    this.app = startSdkProcess("sdk-blocked.mjs", {
      env: {
        OTEL_EXPORTER_OTLP_ENDPOINT: sink.url,
        OTEL_SERVICE_NAME: this.name,
        NODE_ENV: "development",
        THROUGHLINE_BLOCK_THRESHOLD_MS: "",
        OTEL_BLRP_SCHEDULE_DELAY: "100",
        OTEL_BSP_SCHEDULE_DELAY: "100",
        ...env,
      },
      ...options,
    });
  }

  async serving(): Promise<this> {
    [this.#url] = await this.app.ready();
    return this;
  }

  /** Waits until it serves and its event loop is watched. */
  async ready(): Promise<this> {
    await this.serving();
    await this.runtime();
    return this;
  }

  /** Has it hold its thread. Resolves when it answers, or its end cuts the answer off. */
  async hold(way: string, ms = 600, id = way): Promise<void> {
    await fetch(`${this.#url}/${way}?ms=${ms}`, { headers: { "x-correlation-id": id } }).catch(() => {});
  }

  /** Waits for runtime numbers. */
  async runtime(): Promise<ReceivedLog> {
    const [numbers] = await sink.logsWhere((log) => log.service === this.name && log.eventName === "throughline.runtime");
    return numbers as ReceivedLog;
  }

  get blocks(): ReceivedLog[] {
    return sink.logs.filter((log) => log.service === this.name && log.eventName === "throughline.event_loop.blocked");
  }

  /** Waits for a report of a block, by the action's ID. */
  async block(id: string, ongoing = false): Promise<ReceivedLog> {
    return until(
      () =>
        this.blocks.find(({ attributes }) => attributes["correlation.id"] === id && attributes["throughline.block.ongoing"] === ongoing),
      () => `a block of ${id} among ${JSON.stringify(this.blocks)}; stderr: ${this.app.stderr()}`,
      30_000,
    );
  }

  /** The trace and span that served an action. */
  async served(id: string): Promise<{ traceId: string; spanId: string }> {
    const [span] = await sink.spansWhere(({ service, attributes }) => service === this.name && attributes["correlation.id"] === id);
    return { traceId: span?.traceId ?? "", spanId: span?.spanId ?? "" };
  }
}

describe.each(NODES)("on Node %s", (major) => {
  let node: string;
  beforeAll(async () => {
    node = await nodeOf(major);
  }, SETUP_MILLIS);

  test("a block is reported with its function, stacks, trace and correlation ID, also one in native code", async () => {
    const service = await new Service({ node }).ready();
    for (const way of ["spin", "backtrack", "hash", "parse", "read", "shell"]) {
      await service.hold(way);
      const { attributes, ...report } = await service.block(way);
      expect(report).toMatchObject({ ...(await service.served(way)), severityText: "WARN" });
      expect(attributes).toMatchObject({
        "code.function.name": way,
        "code.file.path": expect.stringMatching(/^\/.*fixtures\/sdk-blocked\.mjs$/),
        "code.line.number": expect.any(Number),
        "code.column.number": expect.any(Number),
        "throughline.block.id": expect.stringMatching(/^[\w-]{10,}$/),
        "throughline.block.start_time_unix_nano": expect.any(Number),
        "process.memory.usage": expect.any(Number),
      });
      const stacks = attributes["throughline.block.stacks"] as string[];
      expect(stacks.length).toBeLessThanOrEqual(5);
      for (const stack of stacks) expect(stack).toMatch(/^ {4}at /);
      const own = new RegExp(`^ {4}at ${way} \\(file://.*sdk-blocked\\.mjs:\\d+:\\d+\\)$`, "m");
      expect(stacks).toContainEqual(expect.stringMatching(own));
      expect(attributes["throughline.block.duration_nano"]).toBeGreaterThan(100e6);
    }
    expect(service.app.stderr()).toBe("");
  });

  test("a thread that is stuck for ever is reported meanwhile, and signals end it as they would have", async () => {
    for (const signal of ["SIGTERM", "SIGINT"] as const) {
      const service = await new Service({ node }).ready();
      void service.hold("forever");
      const { traceId, attributes } = await service.block("forever", true);
      expect(traceId).toMatch(/^[0-9a-f]{32}$/);
      expect(attributes["code.function.name"]).toBe("forever");
      expect(attributes["throughline.block.duration_nano"]).toBeGreaterThan(1.8e9);
      service.app.child.kill(signal);
      expect(await service.app.ended).toMatchObject({ code: null, signal });
      expect(service.app.stderr()).toBe("");
    }
  });

  test.each(["exit", "crash", "end"])("a process ends right after a block as without us, and the block is reported: %s", async (way) => {
    const outcome = async (service: Service) => {
      await service.hold(way);
      const { code, signal } = await service.app.ended;
      const stderr = service.app.stderr().replaceAll(/^ +at .*\n/gm, "");
      return { code, signal, stdout: service.app.stdout().replace(/:\d+/, ""), stderr };
    };
    const bare = await outcome(await new Service({ node, flags: [] }).serving());
    const service = await new Service({ node }).ready();
    expect(await outcome(service)).toEqual(bare);
    expect((await service.block(way)).attributes["code.function.name"]).toBe("spin");
  });

  test("a debugger's own session goes on", async () => {
    const service = await new Service({ node, flags: ["--inspect=0", ...REGISTER] }).ready();
    const [, address = ""] = /listening on (ws:\S+)/.exec(service.app.stderr()) ?? [];
    const before = service.app.stderr();
    const socket = new WebSocket(address);
    const answers: { id: number; result: { result: { value: unknown } } }[] = [];
    socket.addEventListener("message", ({ data }) => answers.push(JSON.parse(String(data))));
    await new Promise((resolve) => socket.addEventListener("open", resolve));
    const evaluate = async (id: number): Promise<unknown> => {
      socket.send(JSON.stringify({ id, method: "Runtime.evaluate", params: { expression: `${id} + 1` } }));
      const answer = await until(
        () => answers.find((one) => one.id === id),
        () => `an answer of the debugger`,
      );
      return answer.result.result.value;
    };
    expect(await evaluate(1)).toBe(2);
    await service.hold("spin");
    expect((await service.block("spin")).attributes["code.function.name"]).toBe("spin");
    expect(await evaluate(2)).toBe(3);
    socket.close();
    service.app.child.kill("SIGTERM");
    expect(await service.app.ended).toMatchObject({ code: null, signal: "SIGTERM" });
    expect(service.app.stderr().replace("Debugger attached.\n", "").replace("Debugger ending on", "")).toContain(before);
  });
});

test("reports of one block share its ID, and the last one has the whole duration", async () => {
  const service = await new Service().ready();
  await service.hold("spin", 4000);
  const last = await service.block("spin");
  expect(service.blocks.length).toBeGreaterThan(1);
  for (const { attributes } of service.blocks) {
    expect(attributes["throughline.block.id"]).toBe(last.attributes["throughline.block.id"]);
    expect(attributes["throughline.block.ongoing"]).toBe(attributes !== last.attributes);
    expect(attributes["throughline.block.duration_nano"]).toBeLessThanOrEqual(Number(last.attributes["throughline.block.duration_nano"]));
  }
  expect(last.attributes["throughline.block.duration_nano"]).toBeGreaterThan(2e9);
});

test("a block shorter than the threshold is not reported, nor is a process that was stopped", async () => {
  const service = await new Service({ env: { THROUGHLINE_BLOCK_THRESHOLD_MS: "2000" } }).ready();
  await service.hold("spin", 1000, "short");
  service.app.child.kill("SIGSTOP");
  await new Promise((resolve) => setTimeout(resolve, 4000));
  service.app.child.kill("SIGCONT");
  await service.hold("spin", 3000, "long");
  await service.block("long");
  expect(new Set(service.blocks.map(({ attributes }) => attributes["correlation.id"]))).toEqual(new Set(["long"]));
});

test("a process that was stopped in the middle of its work is not reported", async () => {
  const service = await new Service({ env: { THROUGHLINE_BLOCK_THRESHOLD_MS: "2000" } }).ready();
  const held = service.hold("spin", 3000, "stopped");
  await until(
    () => /in \/spin/.exec(service.app.stdout()) ?? undefined,
    () => "the service to be held",
  );
  // Its own time goes on meanwhile, so that it has nothing left to do.
  service.app.child.kill("SIGSTOP");
  await new Promise((resolve) => setTimeout(resolve, 4000));
  service.app.child.kill("SIGCONT");
  await held;
  await service.hold("spin", 3000, "long");
  await service.block("long");
  expect(new Set(service.blocks.map(({ attributes }) => attributes["correlation.id"]))).toEqual(new Set(["long"]));
});

test("of several requests, the one that held the thread is named", async () => {
  const service = await new Service().ready();
  const others = Array.from({ length: 5 }, (_, at) => service.hold("wait", 300, `waits-${at}`));
  await service.hold("spin", 1000, "holds");
  await Promise.all(others);
  expect(await service.block("holds")).toMatchObject(await service.served("holds"));
  for (const { attributes } of service.blocks) expect(attributes["correlation.id"]).toBe("holds");
});

test("an app's own Error.prepareStackTrace and Error.stackTraceLimit neither disturb nor are disturbed", async () => {
  const service = await new Service().ready();
  await service.hold("strange", 1000);
  const { attributes } = await service.block("strange");
  expect(attributes["code.function.name"]).toBe("spin");
  expect((attributes["throughline.block.stacks"] as string[])[0]).toContain("at strange (");
  expect(service.app.stdout()).toContain("kept mine 1\n");
});

test("of a block that was garbage collection most of the time it is said so, of another not", async () => {
  const service = await new Service().ready();
  await service.hold("collect");
  const { body, attributes } = await service.block("collect");
  expect(attributes["code.function.name"]).toBe("collect");
  expect(body).toMatch(/^event loop was blocked for .+ by collect, .+ of it garbage collection$/);
  const { "throughline.block.gc_duration_nano": collected, "throughline.block.duration_nano": lasted } = attributes;
  expect(collected).toBeGreaterThan(Number(lasted) / 2);
  expect(collected).toBeLessThanOrEqual(Number(lasted));
  await service.hold("spin");
  expect((await service.block("spin")).body).toMatch(/^event loop was blocked for \S+ \S+ by spin$/);
});

test("runtime numbers come with every process", async () => {
  const service = await new Service().ready();
  const { attributes, traceId } = await service.runtime();
  expect(traceId).toBe("");
  for (const name of ["delay.min", "delay.max", "delay.mean", "delay.p50", "delay.p90", "delay.p99", "utilization"])
    expect(attributes[`nodejs.eventloop.${name}`]).toBeGreaterThanOrEqual(0);
  for (const name of ["v8js.gc.count", "v8js.gc.duration", "v8js.gc.duration.max"]) expect(attributes[name]).toBeGreaterThanOrEqual(0);
  for (const name of ["v8js.memory.heap.used", "v8js.memory.heap.limit", "process.memory.usage"])
    expect(attributes[name]).toBeGreaterThan(1e6);
  for (const name of ["open_spans", "dropped.spans", "dropped.log_records"]) expect(attributes[`throughline.${name}`]).toBe(0);
});

test.each(["often", "-5", "5", "1e3"])("the threshold %j is one line on stderr, and the default is used", async (value) => {
  const service = await new Service({ env: { THROUGHLINE_BLOCK_THRESHOLD_MS: value } }).ready();
  await service.hold("spin");
  await service.block("spin");
  expect(service.app.stderr()).toBe(
    `throughline: THROUGHLINE_BLOCK_THRESHOLD_MS must be 0 (off) or a number of milliseconds from 20 to 3600000, not "${value}"; 100 is used\n`,
  );
});

test("the threshold 0 reports no block, and the threshold in production is longer", async () => {
  const off = await new Service({ env: { THROUGHLINE_BLOCK_THRESHOLD_MS: "0" } }).ready();
  const production = await new Service({ env: { NODE_ENV: "production" } }).ready();
  await Promise.all([off.hold("spin", 1000), production.hold("spin", 120, "short")]);
  await production.hold("spin", 1000, "long");
  await production.block("long");
  await off.served("spin");
  expect(production.blocks).toHaveLength(1);
  expect(off.blocks).toEqual([]);
});

test("without OTLP over HTTP protobuf a block is reported when it is over", async () => {
  const service = await new Service({ env: { OTEL_EXPORTER_OTLP_PROTOCOL: "http/json" } }).ready();
  await service.hold("spin");
  expect(await service.block("spin")).toMatchObject(await service.served("spin"));
});

test("under Node's permission model there is one warning and a working app", async () => {
  const service = await new Service({ flags: ["--permission", "--allow-fs-read=*", ...REGISTER] }).ready();
  await service.hold("spin");
  await service.served("spin");
  expect(
    service.app
      .stderr()
      .split("\n")
      .filter((line) => line.startsWith("throughline:")),
  ).toEqual([expect.stringMatching(/^throughline: blocks of the event loop are not reported: Node's permission model forbids it/)]);
  expect(service.blocks).toEqual([]);
});
