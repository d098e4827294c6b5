import type { Command } from "commander";

/** Flags of every command that asks the query API. */
export interface ApiFlags {
  readonly url?: string;
}

/** Of `throughline up`. */
export const DEFAULT_URL = "http://127.0.0.1:3200";

/** Adds the flags that say where the query API is. */
export function withApiFlags(command: Command): Command {
  return command.option(
    "-u, --url <url>",
    `where the query API is (default: ${DEFAULT_URL}) [THROUGHLINE_URL]; its token: [THROUGHLINE_QUERY_TOKEN]`,
  );
}
