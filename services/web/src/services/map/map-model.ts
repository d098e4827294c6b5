import { durationText } from "@throughline/model";
import type { ServiceMap } from "@throughline/api";
import { shareText } from "../../text/number.ts";
import { rateText } from "../rates.ts";
import { shareOf } from "../service-rows.ts";

export type MapNode = ServiceMap["nodes"][number];
export type MapEdge = ServiceMap["edges"][number];

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

/** What stands below a node's name. */
export function nodeText(node: MapNode, seconds: number): string {
  const text = numbersText(node, seconds);
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
