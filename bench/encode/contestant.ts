import type { RecordedRequest } from "../workload.ts";

/** One way to get from export requests to bytes for ClickHouse. */
export interface Contestant {
  readonly name: string;
  /** Works through the requests as one insert; returns the bytes that would go to ClickHouse (0: this way makes none). */
  work(requests: readonly RecordedRequest[]): number;
}
