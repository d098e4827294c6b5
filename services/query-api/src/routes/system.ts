import type { System } from "@throughline/api";
import { readSchemaVersion, SCHEMA_VERSION } from "@throughline/clickhouse";
import { nanosOfMillis } from "@throughline/model";
import type { FastifyInstance } from "fastify";
import type { Context } from "../context.ts";
import { serve } from "../serve.ts";
import { askEach, awayNotes } from "../shards/ask-each.ts";
import { VERSION } from "../version.ts";

/** `/api/v1/system`: versions, and how far the clocks are apart. */
export function systemRoute(app: FastifyInstance, context: Context): void {
  const { servers } = context;
  serve(app, context, "system", async ({ run }): Promise<System> => {
    const { answers: versions, away } = await askEach(servers, readSchemaVersion);
    const before = nanosOfMillis(Date.now());
    const [server] = await run<{ version: string; nano: string }>({
      sql: "SELECT version() AS version, toUnixTimestamp64Nano(now64(9)) AS nano",
      params: {},
    });
    const after = nanosOfMillis(Date.now());
    return {
      version: VERSION,
      node: process.versions.node,
      timeUnixNano: String(after),
      // It looked at its clock somewhere between.
      clickhouse: { version: server?.version ?? "", aheadNano: String(BigInt(server?.nano ?? after) - (before + after) / 2n) },
      schema: { version: Math.min(...versions), expected: SCHEMA_VERSION },
      notes: awayNotes(away, servers.length, "whether their schema is current is not known"),
    };
  });
}
