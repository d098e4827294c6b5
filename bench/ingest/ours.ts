import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { cleanEnvironment, Program } from "../../tests/kit/program.ts";
import { Engine } from "../kit/engine.ts";
import { ProcessCost } from "../kit/process-cost.ts";
import type { System } from "./system.ts";

const DATABASE = "throughline";

export interface OursOptions {
  /** Writes a CPU profile of the collector into this folder when it ends. */
  readonly profileTo?: string;
}

/** Our collector, as compose runs it: its main program, on its own, with default settings. */
export async function startOurs({ profileTo }: OursOptions = {}): Promise<System> {
  const engine = await Engine.start();
  const data = mkdtempSync(join(tmpdir(), "throughline-bench-collector-"));
  const { url, username, password } = engine.options(DATABASE);
  const profile = profileTo === undefined ? [] : ["--cpu-prof", `--cpu-prof-dir=${profileTo}`, "--cpu-prof-interval=500"];
  const flags = ["--disable-warning=ExperimentalWarning", "--initial-old-space-size=128", ...profile];
  const program = new Program(process.execPath, [...flags, "services/collector/src/main.ts"], {
    env: {
      ...cleanEnvironment(),
      THROUGHLINE_DATA: data,
      THROUGHLINE_OTLP_HTTP_PORT: "0",
      THROUGHLINE_OTLP_GRPC_PORT: "0",
      CLICKHOUSE_URL: url,
      CLICKHOUSE_USER: username,
      CLICKHOUSE_PASSWORD: password,
      CLICKHOUSE_DATABASE: DATABASE,
    },
  });
  const stop = async () => {
    if (program.child.exitCode === null && program.child.signalCode === null) await program.kill("SIGTERM");
    await engine.stop();
    rmSync(data, { recursive: true, force: true });
  };
  try {
    const [, json = ""] = await program.line(/^throughline ready (\{.*\})$/);
    const { otlpHttp, otlpGrpc } = JSON.parse(json) as { otlpHttp: string; otlpGrpc: string };
    const clickhouse = engine.client(DATABASE);
    return {
      name: "**ours**",
      otlpHttp,
      otlpGrpc,
      engine,
      collector: new ProcessCost(program.pid),
      async storedSpans() {
        const [row] = await clickhouse.query<{ spans: string }>("SELECT count() AS spans FROM spans");
        return Number(row?.spans ?? 0);
      },
      async clear() {
        for (const table of ["spans", "traces", "correlations", "red"]) await clickhouse.command(`TRUNCATE TABLE ${table} SYNC`);
      },
      stop,
    };
  } catch (error) {
    await stop();
    throw error;
  }
}

/** The profile that a stopped collector left in `folder`. */
export function profileIn(folder: string): string {
  const [name] = readdirSync(folder);
  if (name === undefined) throw new Error(`no profile in ${folder}`);
  return join(folder, name);
}
