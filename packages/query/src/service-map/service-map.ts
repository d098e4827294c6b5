import type { RedNumbers } from "../red/red.ts";
import type { Run } from "../statement.ts";
import { type Edge, edgesOf } from "./edges.ts";
import type { Peer } from "./peer.ts";
import { type CallsOptions, readCalls, type ReadCalls } from "./read-calls.ts";
import { readServiceNumbers } from "./service-numbers.ts";

export interface MapNode extends RedNumbers {
  /** What edges name it by: of a service its name. */
  readonly id: string;
  readonly name: string;
  readonly kind: "service" | Peer["kind"];
  readonly system: string | null;
  readonly address: string | null;
}

export interface ServiceMap extends Omit<ReadCalls, "groups"> {
  readonly nodes: readonly MapNode[];
  readonly edges: readonly Edge[];
}

/** Who calls whom, how often and how well. With a service only it and its neighbours. */
export async function readServiceMap(run: Run, { service, ...options }: CallsOptions & { readonly service?: string }): Promise<ServiceMap> {
  const [services, { groups, ...rest }] = await Promise.all([readServiceNumbers(run, options.range), readCalls(run, options)]);
  const { edges, peers } = edgesOf(groups, new Set(services.keys()));
  const nodes = [
    ...[...services].map(([name, numbers]) => ({ id: name, name, kind: "service" as const, system: null, address: null, ...numbers })),
    ...peers,
  ].toSorted((a, b) => b.calls - a.calls || (a.id < b.id ? -1 : 1));
  if (service === undefined) return { nodes, edges, ...rest };
  const own = edges.filter(({ from, to }) => from === service || to === service);
  const shown = new Set([service, ...own.flatMap(({ from, to }) => [from, to])]);
  return { nodes: nodes.filter(({ id }) => shown.has(id)), edges: own, ...rest };
}
