import { sameRetention } from "@throughline/model";
import { queryTokens } from "../gate/access.ts";
import { createQueryApi, type QueryApi } from "../index.ts";
import type { TestStore } from "./store.ts";

/** The query API on a store, that keeps data for seven days. Call `stop()` of what comes back. */
export async function apiOn(store: TestStore, tokens: readonly string[] = []): Promise<QueryApi> {
  const api = createQueryApi({
    host: "127.0.0.1",
    port: 0,
    clickhouse: store.options,
    retention: sameRetention(604_800),
    tokens: queryTokens(tokens),
  });
  await api.start();
  return api;
}
