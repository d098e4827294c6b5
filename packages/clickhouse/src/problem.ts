import { ClickHouseError } from "@clickhouse/client";

/** Why ClickHouse did not do as it was asked, in one line. */
export function problemOf(error: unknown): string {
  return `ClickHouse ${error instanceof ClickHouseError ? "refuses" : "does not answer"}: ${reasonOf(error)}`;
}

/** Without the query, in which texts of users stand. */
function reasonOf(error: unknown): string {
  const { message, code } = error as Error & { code?: string };
  const [reason = ""] = message.split(/\n| in scope |: while executing /i);
  return reason.trim().replace(/\.$/, "") || (code ?? "no reason is given"); // of several addresses, Node has no words
}
