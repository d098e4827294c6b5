import { sameRetention } from "@throughline/model";
import { createQueryApi, type QueryApi, type QueryApiConfig } from "../index.ts";

/** A ClickHouse that is not there: what passes the gate is a 503. */
const AWAY = { url: "http://127.0.0.1:9", username: "", password: "", database: "away" };

/** Real servers whose gate is tested: they need no ClickHouse. */
export class GatedServers {
  readonly #running: QueryApi[] = [];

  async start(config: Partial<QueryApiConfig>): Promise<QueryApi> {
    const retention = sameRetention(604_800);
    const api = createQueryApi({ host: "127.0.0.1", port: 0, clickhouse: AWAY, retention, tokens: [], ...config });
    await api.start();
    this.#running.push(api);
    return api;
  }

  async stop(): Promise<void> {
    await Promise.all(this.#running.splice(0).map((api) => api.stop()));
  }
}
