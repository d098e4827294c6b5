import type { Frame } from "@throughline/profile";
import { fittingText } from "./fitting-text.ts";
import type { Graph } from "./graph.ts";
import type { Box } from "./layout.ts";

/** Height of a row, and of the frame in it, in CSS pixels. */
export const ROW = 19;
const FRAME = ROW - 1;
const FONT = "11px ui-monospace, 'SF Mono', 'Cascadia Mono', 'DejaVu Sans Mono', Menlo, monospace";
const MARGIN = 4;
/** What does not match a search steps back. */
const FAINT = 0.22;
/** Below this a frame has no room for text. */
const THINNEST_LABEL = 24;

export interface Drawing {
  readonly graph: Graph;
  readonly boxes: readonly Box[];
  /** Top of a row, in CSS pixels. */
  readonly topOf: (row: number) => number;
  readonly colourOf: (node: number) => string;
  readonly text: string;
  /** Nodes that match a search; undefined: none is looked for. */
  readonly hits: Uint8Array | undefined;
  /** What stands behind a function's name where there is room. */
  readonly placeOf: (frame: Frame) => string;
}

/** Draws frames on a canvas that is `width` by `height` CSS pixels large. */
export function draw(context: CanvasRenderingContext2D, { width, height }: { width: number; height: number }, drawing: Drawing): void {
  const { graph, boxes, topOf, colourOf, text, hits, placeOf } = drawing;
  context.clearRect(0, 0, width, height);
  context.font = FONT;
  context.textBaseline = "middle";
  const advance = context.measureText("0").width;
  for (const { node, x, width: wide, row } of boxes) {
    const top = topOf(row);
    context.globalAlpha = hits && hits[node] === 0 ? FAINT : 1;
    context.fillStyle = colourOf(node);
    // A gap parts frames that are wide enough to have one.
    context.fillRect(x, top, wide > 3 ? wide - 1 : wide, FRAME);
    if (wide < THINNEST_LABEL) continue;
    const frame = graph.frames[node] as Frame;
    const room = Math.floor((wide - 2 * MARGIN) / advance);
    const name = fittingText(frame.function, room);
    if (name === "") continue;
    context.fillStyle = text;
    if (hits && hits[node] === 0) context.globalAlpha = 0.6;
    context.fillText(name, x + MARGIN, top + FRAME / 2 + 0.5, wide - 2 * MARGIN);
    const place = name === frame.function ? placeOf(frame) : "";
    if (place === "" || room < name.length + place.length + 1) continue;
    context.globalAlpha *= 0.72;
    context.fillText(place, x + MARGIN + context.measureText(`${name} `).width, top + FRAME / 2 + 0.5);
  }
  context.globalAlpha = 1;
}
