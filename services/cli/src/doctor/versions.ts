import { SCHEMA_VERSION } from "@throughline/clickhouse";
import { type Check, failed, ok, warning } from "./finding.ts";
import type { SystemAnswer } from "./system-answer.ts";

/** Versions of what runs, and whether those that must fit do. */
export function versions(asked: () => Promise<SystemAnswer>): Check {
  return {
    name: "versions",
    needs: ["token to read"],
    async run() {
      const { system } = await asked();
      const { version, expected } = system.schema;
      const text = `query API ${system.version} on Node ${system.node}, ClickHouse ${system.clickhouse.version}, schema ${version}`;
      if (version !== expected)
        return failed(`${text}, where the query API knows ${expected}`, "restart collectors and query APIs: all of the newest version");
      if (version !== SCHEMA_VERSION)
        return warning(`${text}, where this command knows ${SCHEMA_VERSION}`, "use the command of the version that runs");
      return ok(text);
    },
  };
}
