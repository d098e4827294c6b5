import type { Run } from "../statement.ts";
import { edgesOf } from "./edges.ts";
import { type CallsOptions, readCalls } from "./read-calls.ts";

/** How often one service called another, as Jaeger asks. */
export interface Dependency {
  readonly parent: string;
  readonly child: string;
  readonly calls: number;
}

/** Which services called which, over HTTP, RPC and messages together, the most called first. */
export async function readDependencies(run: Run, options: CallsOptions): Promise<Dependency[]> {
  const { groups } = await readCalls(run, options);
  const { edges, peers } = edgesOf(groups, new Set());
  const isPeer = new Set(peers.map(({ id }) => id));
  const between = edges.filter(({ from, to }) => !isPeer.has(from) && !isPeer.has(to));
  return [...Map.groupBy(between, ({ from, to }) => JSON.stringify([from, to])).values()]
    .map((same) => ({ parent: same[0]?.from ?? "", child: same[0]?.to ?? "", calls: same.reduce((sum, { calls }) => sum + calls, 0) }))
    .toSorted((a, b) => b.calls - a.calls || (`${a.parent} ${a.child}` < `${b.parent} ${b.child}` ? -1 : 1));
}
