import { queryTokens } from "../gate/access.ts";
import { createQueryApi, type QueryApi } from "../index.ts";
import { SECOND, type TestStore } from "./store.ts";

/** The query API on a store, that keeps data for seven days. Call `stop()` of what comes back. */
export async function apiOn(store: TestStore, tokens: readonly string[] = []): Promise<QueryApi> {
  const api = createQueryApi({
    host: "127.0.0.1",
    port: 0,
    clickhouse: store.options,
    retention: { nanos: 604_800n * SECOND, seconds: 604_800, text: "7d" },
    tokens: queryTokens(tokens),
  });
  await api.start();
  return api;
}
