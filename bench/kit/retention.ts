import type { Retention } from "@throughline/clickhouse";

const DAYS = 14;

/** How long data is kept in the benchmarks: longer than any workload reaches back. */
export const RETENTION: Retention = { seconds: DAYS * 86_400, nanos: BigInt(DAYS) * 86_400_000_000_000n, text: `${DAYS}d` };
