import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { connect } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { cleanEnvironment, Program } from "../../tests/kit/program.ts";
import { Engine } from "../kit/engine.ts";
import { freePort } from "../kit/free-port.ts";
import { ProcessCost } from "../kit/process-cost.ts";
import { otelcolBinary } from "./otelcol-build.ts";
import type { System } from "./system.ts";

const START_TIMEOUT_MS = 30_000;

/** How far the Go collector goes with what it receives: so that the cost of each step can be told. */
export type OtelcolExtent = "receive" | "store" | "queue and store";

const NAMES: Readonly<Record<OtelcolExtent, string>> = {
  receive: "Go collector, receives and drops",
  store: "Go collector, queue in memory",
  "queue and store": "Go collector",
};

/**
 * The Go OpenTelemetry Collector with its ClickHouse exporter as its README recommends it: batches in the exporter's own queue, of
 * 50 000 spans or a second like ours, the queue on disk. Its queue is not synced to the disk (the default); ours is.
 */
export async function startOtelcol(extent: OtelcolExtent = "queue and store"): Promise<System> {
  const binary = otelcolBinary();
  const engine = await Engine.start();
  const folder = mkdtempSync(join(tmpdir(), "throughline-bench-otelcol-"));
  const [http, grpc] = [await freePort(), await freePort()];
  mkdirSync(join(folder, "queue"));
  writeFileSync(join(folder, "config.json"), JSON.stringify(configuration(engine, extent, http, grpc, join(folder, "queue"))), {
    mode: 0o600,
  });
  const program = new Program(binary, ["--config", join(folder, "config.json")], { env: cleanEnvironment() });
  const stop = async () => {
    if (program.child.exitCode === null && program.child.signalCode === null) await program.kill("SIGTERM");
    await engine.stop();
    rmSync(folder, { recursive: true, force: true });
  };
  try {
    for (const deadline = Date.now() + START_TIMEOUT_MS; !(await listens(http)); await sleep(50))
      if (program.child.exitCode !== null || Date.now() > deadline)
        throw new Error(`the Go collector did not start: ${program.stderr.slice(-2_000)}`);
    const clickhouse = engine.client();
    return {
      name: NAMES[extent],
      otlpHttp: `http://127.0.0.1:${http}`,
      otlpGrpc: `127.0.0.1:${grpc}`,
      engine,
      collector: new ProcessCost(program.pid),
      async storedSpans() {
        const [row] = await clickhouse.query<{ spans: string }>("SELECT count() AS spans FROM exporter.otel_traces");
        return Number(row?.spans ?? 0);
      },
      async clear() {
        for (const table of ["otel_traces", "otel_traces_trace_id_ts"])
          await clickhouse.command(`TRUNCATE TABLE IF EXISTS exporter.${table} SYNC`);
      },
      stop,
    };
  } catch (error) {
    await stop();
    throw error;
  }
}

/** YAML's subset that JSON is. */
function configuration(engine: Engine, extent: OtelcolExtent, http: number, grpc: number, queue: string): object {
  const { url, username, password } = engine.options("default");
  const exporter = extent === "receive" ? "nop" : "clickhouse";
  return {
    ...(extent === "queue and store" && { extensions: { file_storage: { directory: queue } } }),
    receivers: {
      otlp: {
        protocols: {
          http: { endpoint: `127.0.0.1:${http}`, max_request_body_size: 64 << 20 },
          grpc: { endpoint: `127.0.0.1:${grpc}`, max_recv_msg_size_mib: 64 },
        },
      },
    },
    exporters:
      exporter === "nop"
        ? { nop: {} }
        : {
            clickhouse: {
              endpoint: url,
              username,
              password,
              database: "exporter",
              create_schema: true,
              async_insert: false, // its batches are large already
              timeout: "60s",
              sending_queue: {
                enabled: true,
                queue_size: 1_000_000_000,
                sizer: "bytes",
                block_on_overflow: true,
                ...(extent === "queue and store" && { storage: "file_storage" }),
                batch: { sizer: "items", min_size: 50_000, max_size: 100_000, flush_timeout: "1s" },
              },
            },
          },
    service: {
      ...(extent === "queue and store" && { extensions: ["file_storage"] }),
      telemetry: { logs: { level: "error" }, metrics: { level: "none" } },
      pipelines: { traces: { receivers: ["otlp"], exporters: [exporter] } },
    },
  };
}

function listens(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, "127.0.0.1");
    socket.once("connect", () => {
      socket.destroy();
      resolve(true);
    });
    socket.once("error", () => resolve(false));
  });
}
