import { durationText } from "@throughline/model";
import type { ServiceMap, StallList } from "@throughline/api";
import { countText, shareText } from "../../text/number.ts";
import { openVerdict } from "../open-verdict.ts";
import { rateText } from "../rates.ts";
import { shareOf } from "../service-rows.ts";

export type MapNode = ServiceMap["nodes"][number];
export type MapEdge = ServiceMap["edges"][number];

/** That spans of a service do not end: how many, and a sentence of it. */
export interface Trouble {
  readonly count: number;
  readonly verdict: string;
}

/** Which services of the map are in trouble at `now`, by their names. */
export function troublesOf(nodes: readonly MapNode[], stalls: StallList["services"], now: bigint): ReadonlyMap<string, Trouble> {
  const p99 = new Map(nodes.flatMap(({ kind, name, p99Nano }) => (kind === "service" ? [[name, p99Nano] as const] : [])));
  return new Map(
    stalls.flatMap(({ name, openSpans }) => {
      const verdict = openVerdict(openSpans, p99.get(name), now);
      return verdict === undefined ? [] : [[name, { count: openSpans.count, verdict }] as const];
    }),
  );
}

/** What tells an edge from all others, as the URL writes it: two services may call each other in several ways. */
export function edgeKey({ from, to, kind, protocol }: MapEdge): string {
  return [from, to, kind, protocol ?? ""].join("→");
}

/** What is said of a node or an edge beside its name: rate, median or 95th percentile, and which part failed, if any did. */
export function numbersText({ calls, errors, p95Nano }: Pick<MapEdge, "calls" | "errors" | "p95Nano">, seconds: number): string {
  return [
    rateText(calls, seconds),
    ...(p95Nano === null ? [] : [durationText(BigInt(p95Nano))]),
    ...(errors > 0 ? [shareText(shareOf({ calls, errors }))] : []),
  ].join(" · ");
}

/** What a node is, in a word. */
export function kindText({ kind, system }: Pick<MapNode, "kind" | "system">): string {
  return system ?? { service: "service", database: "database", messaging: "queue", external: "other host" }[kind];
}

/** What stands below a node's name; `trouble`: that its spans do not end. */
export function nodeText(node: MapNode, seconds: number, trouble?: Trouble): string {
  const text = [numbersText(node, seconds), ...(trouble ? [`${countText(trouble.count)} open`] : [])].join(" · ");
  return node.kind === "service" ? text : `${kindText(node)} · ${text}`;
}

/** How wide an edge is drawn, in pixels: a hundred times the calls are a pixel more. */
export function edgeWidth({ calls }: Pick<MapEdge, "calls">): number {
  return 1 + Math.min(Math.log10(Math.max(calls, 1)), 5) * 0.5;
}

/** Which part of an edge's length is red: little is seen, too. */
export function redPart({ calls, errors }: Pick<MapEdge, "calls" | "errors">): number {
  return errors === 0 ? 0 : Math.max(shareOf({ calls, errors }), 0.06);
}
