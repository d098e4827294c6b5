import type { Block } from "../events/block.ts";
import type { Victims } from "../events/victims.ts";

/** A block as the API gives it. */
export function blockJson(block: Block & Victims) {
  return {
    blockId: block.blockId,
    traceId: block.traceId,
    spanId: block.spanId,
    service: block.service,
    startTimeUnixNano: block.startNano,
    durationNano: block.durationNano,
    collectedNano: block.collectedNano,
    ongoing: block.isOngoing,
    stacks: [...block.stacks],
    function: block.function ?? null,
    file: block.file ?? null,
    line: block.line ?? null,
    victims: [...block.victims],
  };
}
