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

/** Most edges of one map. */
const MAX_EDGES = 5_000;

/** Who calls whom, how often and how well. With a service only it and its neighbours. */
export async function readServiceMap(run: Run, { service, ...options }: CallsOptions & { readonly service?: string }): Promise<ServiceMap> {
  const [services, { groups, wereCut, ...rest }] = await Promise.all([readServiceNumbers(run, options.range), readCalls(run, options)]);
  const { edges: all, peers } = edgesOf(groups, new Set(services.keys()));
  const own = all.filter(({ from, to }) => service === undefined || from === service || to === service);
  const isBetweenServices = ({ from, to }: Edge) => services.has(from) && services.has(to);
  const kept = new Set([...own.filter(isBetweenServices), ...own.filter((edge) => !isBetweenServices(edge))].slice(0, MAX_EDGES));
  const edges = own.filter((edge) => kept.has(edge));
  const ends = new Set([service, ...edges.flatMap(({ from, to }) => [from, to])]);
  const nodes = [
    ...[...services].map(([name, numbers]) => ({ id: name, name, kind: "service" as const, system: null, address: null, ...numbers })),
    ...peers,
  ].filter(({ id, kind }) => ends.has(id) || (kind === "service" && service === undefined));
  return {
    nodes: nodes.toSorted((a, b) => b.calls - a.calls || (a.id < b.id ? -1 : 1)),
    edges,
    wereCut: wereCut || own.length > MAX_EDGES,
    ...rest,
  };
}
