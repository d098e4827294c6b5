import type { Block, Log, Span } from "@throughline/api";
import type { Forest, SpanNode } from "./forest.ts";

/** Times are nanoseconds since the forest's start. */
export interface EventMark {
  readonly at: number;
  readonly event: Span["events"][number];
}

export interface LogMark {
  readonly at: number;
  readonly log: Log;
}

/** A time in which the span held the event loop of its process (`held`), or waited because another span did. */
export interface BlockMark {
  readonly from: number;
  readonly to: number;
  readonly held: boolean;
  /** Undefined: the answer does not have it. */
  readonly block: Block | undefined;
}

/** What is drawn on a span's bar. */
export interface Marks {
  readonly events: readonly EventMark[];
  readonly logs: readonly LogMark[];
  readonly blocks: readonly BlockMark[];
}

/** Gives the marks of a span; each is made once, when it is first asked for. */
export function marksReader({ startNano }: Forest, logs: readonly Log[], blocks: readonly Block[]): (node: SpanNode) => Marks {
  const logsBySpan = Map.groupBy(logs, ({ spanId }) => spanId);
  const blocksById = new Map(blocks.map((block) => [block.blockId, block]));
  const known = new Map<SpanNode, Marks>();
  const since = (unixNano: string) => Number(BigInt(unixNano) - startNano);
  const make = (node: SpanNode): Marks => {
    const { span } = node;
    // A span that was sent twice has its log lines once.
    const own = logsBySpan.get(span.spanId) ?? [];
    return {
      events: span.events.map((event) => ({ at: since(event.timeUnixNano), event })),
      logs: own.map((log) => ({ at: since(log.timeUnixNano), log })),
      blocks: [...span.waitedFor.map((wait) => [wait, false] as const), ...span.blocks.map((block) => [block, true] as const)].map(
        ([{ blockId, startTimeUnixNano, durationNano }, held]): BlockMark => {
          const from = since(startTimeUnixNano);
          const to = from + Number(durationNano);
          // One that waited did so only while it ran.
          return {
            from: held ? from : Math.max(from, node.start),
            to: held ? to : Math.min(to, node.end),
            held,
            block: blocksById.get(blockId),
          };
        },
      ),
    };
  };
  return (node) => {
    const made = known.get(node) ?? make(node);
    known.set(node, made);
    return made;
  };
}
