import { sameRetention } from "@throughline/model";

/** How long data is kept in the benchmarks: longer than any workload reaches back. */
export const RETENTION = sameRetention(14 * 86_400);
