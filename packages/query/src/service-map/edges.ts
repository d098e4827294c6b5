import { DurationHistogram } from "../red/duration-histogram.ts";
import type { Percentiles } from "../red/percentiles.ts";
import type { CallGroup } from "./calls.ts";
import { type Peer, peerOf, peerServiceOf, placeOf, protocolOf } from "./peer.ts";

/** Who calls whom: ends are names of services, or IDs of peers. */
export interface Edge extends Percentiles {
  readonly from: string;
  readonly to: string;
  readonly kind: "call" | "messaging";
  readonly protocol: string | null;
  readonly calls: number;
  readonly errors: number;
  readonly exemplars: { readonly slowTraceId: string | null; readonly failedTraceId: string | null };
}

/** Who is called but sends no spans: a database, a queue, another host. */
export interface PeerNode extends Percentiles, Peer {
  readonly calls: number;
  readonly errors: number;
}

export interface Edges {
  /** The most called first. */
  readonly edges: readonly Edge[];
  readonly peers: readonly PeerNode[];
}

/** Makes edges of calls. Calls that nobody is known to have answered go to the service that answers others there, if it is one and the same, else to a peer. */
export function edgesOf(groups: readonly CallGroup[], services: ReadonlySet<string>): Edges {
  const answering = new Answering(groups);
  const edges = new Map<string, Sum & { readonly ends: Pick<Edge, "from" | "to" | "kind" | "protocol"> }>();
  const peers = new Map<string, Sum & { readonly peer: Peer }>();
  for (const group of groups) {
    const ends = endsOf(group, answering, services);
    if (!ends) continue;
    const { peer, ...named } = ends;
    const edge = { ...named, kind: group.isMessaging ? "messaging" : "call", protocol: protocolOf(group.attributes) } as const;
    entry(edges, JSON.stringify(edge), () => Object.assign(new Sum(), { ends: edge })).add(group);
    if (peer) entry(peers, peer.id, () => Object.assign(new Sum(), { peer })).add(group);
  }
  return {
    edges: [...edges.values()].map((sum) => ({ ...sum.ends, ...sum.numbers(), exemplars: sum.exemplars() })).toSorted(mostCalledFirst),
    peers: [...peers.values()].map((sum) => ({ ...sum.peer, ...sum.numbers() })),
  };
}

interface Ends {
  readonly from: string;
  readonly to: string;
  readonly peer?: Peer;
}

/** `undefined`: it is no edge, since it is told by another or nothing is known of the other end. */
function endsOf({ from, to, isMessaging, attributes }: CallGroup, answering: Answering, services: ReadonlySet<string>): Ends | undefined {
  if (from !== "" && to !== "") return { from, to };
  const peer = peerOf(attributes);
  if (from === "") return peer && !answering.isConsumed(peer, "to", to) ? { from: peer.id, to, peer } : undefined;
  if (isMessaging || peer?.kind === "messaging") return peer && !answering.isTold(peer, from) ? { from, to: peer.id, peer } : undefined;
  if (peer?.kind === "database") return { from, to: peer.id, peer };
  const named = peerServiceOf(attributes);
  const service = named !== null && services.has(named) ? named : answering.serviceAt(from, attributes);
  if (service !== undefined) return service === from ? undefined : { from, to: service };
  return peer && { from, to: peer.id, peer };
}

/** Which service answers at a place, and whose messages are known to be consumed. */
class Answering {
  readonly #services = new Map<string, string | undefined>();
  readonly #consumed = new Set<string>();

  constructor(groups: readonly CallGroup[]) {
    for (const { from, to, isMessaging, attributes } of groups) {
      if (from === "" || to === "") continue;
      const peer = isMessaging ? peerOf(attributes) : undefined;
      if (peer) this.#consumed.add(`from ${from} ${peer.id}`).add(`to ${to} ${peer.id}`);
      const place = isMessaging ? undefined : placeOf(attributes);
      if (place === undefined) continue;
      const key = `${from} ${place}`;
      // Where several answer, such as behind a proxy, none can be named.
      this.#services.set(key, !this.#services.has(key) || this.#services.get(key) === to ? to : undefined);
    }
  }

  serviceAt(from: string, attributes: CallGroup["attributes"]): string | undefined {
    return this.#services.get(`${from} ${placeOf(attributes)}`);
  }

  /** Whether a message from or to the service through this queue is an edge already. */
  isTold(peer: Peer, service: string): boolean {
    return this.isConsumed(peer, "from", service) || this.isConsumed(peer, "to", service);
  }

  isConsumed(peer: Peer, side: "from" | "to", service: string): boolean {
    return this.#consumed.has(`${side} ${service} ${peer.id}`);
  }
}

/** Numbers of several groups together. */
class Sum {
  #calls = 0;
  #errors = 0;
  readonly #durations = new DurationHistogram();
  #slow = { traceId: "", nano: -1n };
  #failed = { traceId: "", nano: -1n };

  add(group: CallGroup): void {
    this.#calls += group.calls;
    this.#errors += group.errors;
    this.#durations.add(group.buckets, group.counts);
    this.#slow = longer(this.#slow, group.slowTraceId, group.slowNano);
    this.#failed = longer(this.#failed, group.failedTraceId, group.failedNano);
  }

  numbers(): Percentiles & { readonly calls: number; readonly errors: number } {
    return { calls: this.#calls, errors: this.#errors, ...this.#durations.percentiles() };
  }

  exemplars(): Edge["exemplars"] {
    return { slowTraceId: this.#slow.traceId || null, failedTraceId: this.#failed.traceId || null };
  }
}

function longer(one: { traceId: string; nano: bigint }, traceId: string, nano: string): { traceId: string; nano: bigint } {
  return traceId !== "" && BigInt(nano) > one.nano ? { traceId, nano: BigInt(nano) } : one;
}

function entry<Value>(map: Map<string, Value>, key: string, make: () => Value): Value {
  const value = map.get(key) ?? make();
  map.set(key, value);
  return value;
}

function mostCalledFirst(a: Edge, b: Edge): number {
  return b.calls - a.calls || (`${a.from} ${a.to} ${a.protocol}` < `${b.from} ${b.to} ${b.protocol}` ? -1 : 1);
}
