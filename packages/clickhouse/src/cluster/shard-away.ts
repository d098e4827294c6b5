import { ClickHouseError } from "@clickhouse/client";

/** Codes of errors by which ClickHouse says that it could not reach another server, or that this one was gone in the middle. */
const AWAY: ReadonlySet<string> = new Set([
  "32", // ATTEMPT_TO_READ_AFTER_EOF
  "198", // DNS_ERROR
  "209", // SOCKET_TIMEOUT
  "210", // NETWORK_ERROR
  "279", // ALL_CONNECTION_TRIES_FAILED
]);

/** Whether the server that we spoke to could not reach another one of the cluster. */
export function isShardAway(error: unknown): boolean {
  return error instanceof ClickHouseError && AWAY.has(error.code);
}
