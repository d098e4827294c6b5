import type { Block, Log, Span } from "@throughline/api";
import type { Forest, SpanNode } from "./forest.ts";
import type { Wait } from "./wait-text.ts";

/** Times are nanoseconds since the forest's start. */
export interface EventMark {
  readonly at: number;
  readonly event: Span["events"][number];
}

export interface LogMark {
  readonly at: number;
  readonly log: Log;
}

/** A time in which the span held the event loop of its process (`held`), or waited because something else held that, or that of the process it called. */
export interface BlockMark {
  readonly from: number;
  readonly to: number;
  readonly held: boolean;
  /** Undefined: it held it. */
  readonly wait?: Wait;
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
  const stretchOf = ({ startTimeUnixNano, durationNano }: Pick<Block, "startTimeUnixNano" | "durationNano">) => {
    const from = since(startTimeUnixNano);
    return [from, from + Number(durationNano)] as const;
  };
  const make = (node: SpanNode): Marks => {
    const { span } = node;
    // A span that was sent twice has its log lines once.
    const own = logsBySpan.get(span.spanId) ?? [];
    return {
      events: span.events.map((event) => ({ at: since(event.timeUnixNano), event })),
      logs: own.map((log) => ({ at: since(log.timeUnixNano), log })),
      blocks: [
        ...span.waitedFor.map((wait): BlockMark => {
          const [from, to] = stretchOf(wait);
          // One that waited did so only while it ran.
          return { from: Math.max(from, node.start), to: Math.min(to, node.end), held: false, wait, block: blocksById.get(wait.blockId) };
        }),
        ...span.blocks.map((block): BlockMark => {
          const [from, to] = stretchOf(block);
          return { from, to, held: true, block: blocksById.get(block.blockId) };
        }),
      ],
    };
  };
  return (node) => {
    const made = known.get(node) ?? make(node);
    known.set(node, made);
    return made;
  };
}
