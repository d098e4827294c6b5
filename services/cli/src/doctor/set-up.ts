import { engineLibrary } from "@throughline/clickhouse";
import { type Check, ok, warning } from "./finding.ts";

/** What this machine has of Throughline. That Node is new enough has been found out before: the command would not run. */
export function setUp(env: NodeJS.ProcessEnv = process.env): Check {
  return {
    name: "set-up",
    needs: [],
    async run() {
      const node = `Node ${process.versions.node}`;
      if (await engineLibrary()) return ok(`${node}, the embedded ClickHouse is installed`);
      if (env.CLICKHOUSE_URL) return ok(`${node}, ClickHouse is a server: no embedded one is installed`);
      return warning(
        `${node}, the embedded ClickHouse is not installed`,
        "throughline up needs it, or CLICKHOUSE_URL: npm ci in the repository installs it, unless optional dependencies are left out",
      );
    },
  };
}
