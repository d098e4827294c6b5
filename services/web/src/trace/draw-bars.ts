import { durationText } from "@throughline/model";
import type { Palette } from "../colour/palette.ts";
import { serviceColour } from "../colour/service-colour.ts";
import type { Theme } from "../colour/theme.ts";
import { severityColour } from "../logs/severity.ts";
import { type Bar, barOf, xOf } from "./bar.ts";
import type { CriticalPath } from "./critical-path.ts";
import type { SpanNode } from "./forest.ts";
import type { BlockMark, Marks } from "./marks.ts";
import type { Tick, Window } from "./ticks.ts";

export const ROW_HEIGHT = 24;
const BAR_TOP = 6;
const BAR_HEIGHT = 12;
const MIDDLE = ROW_HEIGHT / 2;
const DOT = 3;
/** Pixels over which an open span's bar fades. */
const FADE = 28;
const LABEL_GAP = 6;

export interface Drawing {
  /** The spans of the rows, from the top. */
  readonly nodes: readonly SpanNode[];
  readonly endOf: (node: SpanNode) => number;
  readonly marksOf: (node: SpanNode) => Marks;
  readonly window: Window;
  readonly ticks: readonly Tick[];
  /** Undefined: not shown. */
  readonly path: CriticalPath | undefined;
  readonly width: number;
  readonly palette: Palette;
  readonly theme: Theme;
}

/** Draws the rows of a waterfall, in CSS pixels. */
export function drawBars(context: CanvasRenderingContext2D, drawing: Drawing): void {
  const { nodes, ticks, window, width, palette } = drawing;
  context.clearRect(0, 0, width, nodes.length * ROW_HEIGHT);
  context.fillStyle = palette.line;
  context.globalAlpha = 0.6;
  for (const { at } of ticks) context.fillRect(Math.round(xOf(at, window, width)), 0, 1, nodes.length * ROW_HEIGHT);
  context.globalAlpha = 1;
  context.font = `11px ${getComputedStyle(document.documentElement).fontFamily}`;
  context.textBaseline = "middle";
  nodes.forEach((node, row) => {
    context.save();
    context.translate(0, row * ROW_HEIGHT);
    drawRow(context, node, drawing);
    context.restore();
  });
}

function drawRow(context: CanvasRenderingContext2D, node: SpanNode, drawing: Drawing): void {
  const { window, width, palette, theme, path } = drawing;
  const { span, start } = node;
  const end = drawing.endOf(node);
  const marks = drawing.marksOf(node);
  const bar = barOf(start, end, window, width);
  if (bar) {
    const colour = span.status.code === "error" ? palette.error : serviceColour(span.service, theme);
    drawBar(context, bar, colour, span.open === false ? undefined : span.open.state, palette);
  }
  if (bar) drawLabel(context, bar, durationText(BigInt(Math.round(end - start))), drawing);
  for (const mark of marks.blocks) drawBlock(context, mark, drawing);
  context.fillStyle = palette.text;
  for (const segment of path?.get(node.index) ?? []) {
    const part = barOf(segment.from, segment.to, window, width);
    if (part) context.fillRect(part.x, BAR_TOP + BAR_HEIGHT - 1, part.width, 3);
  }
  for (const { at, event } of marks.events) {
    const x = xOf(at, window, width);
    if (x < 0 || x > width) continue;
    // Seen on a bar of any colour.
    context.fillStyle = palette.ground;
    context.fillRect(Math.round(x) - 2, BAR_TOP - 3, 4, BAR_HEIGHT + 6);
    context.fillStyle = event.name === "exception" ? palette.error : palette.text;
    context.fillRect(Math.round(x) - 1, BAR_TOP - 3, 2, BAR_HEIGHT + 6);
  }
  drawLogs(context, marks, drawing);
}

function drawBar(
  context: CanvasRenderingContext2D,
  { x, width }: Bar,
  colour: string,
  open: "open" | "lost" | undefined,
  { open: openColour }: Palette,
): void {
  context.fillStyle = colour;
  if (open) {
    const fade = context.createLinearGradient(x + Math.max(0, width - FADE), 0, x + width, 0);
    fade.addColorStop(0, colour);
    fade.addColorStop(1, "transparent");
    context.fillStyle = fade;
  }
  context.beginPath();
  context.roundRect(x, BAR_TOP, width, BAR_HEIGHT, Math.min(3, width / 2));
  context.fill();
  if (!open) return;
  context.strokeStyle = openColour;
  context.lineWidth = 1;
  context.setLineDash(open === "lost" ? [2, 3] : []);
  context.stroke();
  context.setLineDash([]);
  // Where it stands now, or was heard of last.
  context.fillStyle = openColour;
  context.fillRect(x + width - 2, BAR_TOP - 2, 2, BAR_HEIGHT + 4);
}

/** Who held the loop has a solid hatching over the whole bar; who waited a dashed frame around it. */
function drawBlock(context: CanvasRenderingContext2D, { from, to, held }: BlockMark, { window, width, palette }: Drawing): void {
  const part = barOf(from, to, window, width);
  if (!part) return;
  const top = BAR_TOP - 2;
  const height = BAR_HEIGHT + 4;
  context.save();
  context.strokeStyle = palette.warn;
  if (held) {
    context.fillStyle = palette["warn-soft"];
    context.fillRect(part.x, top, part.width, height);
    context.lineWidth = 2;
    context.strokeRect(part.x + 1, top + 1, Math.max(1, part.width - 2), height - 2);
    context.beginPath();
    context.rect(part.x, top, part.width, height);
    context.clip();
    context.beginPath();
    for (let x = part.x - height; x < part.x + part.width; x += 6) {
      context.moveTo(x, top + height);
      context.lineTo(x + height, top);
    }
    context.stroke();
  } else {
    context.fillStyle = palette["warn-soft"];
    context.globalAlpha = 0.55;
    context.fillRect(part.x, top, part.width, height);
    context.globalAlpha = 1;
    context.setLineDash([3, 2]);
    context.strokeRect(part.x + 0.5, top + 0.5, Math.max(1, part.width - 1), height - 1);
  }
  context.restore();
}

function drawLogs(context: CanvasRenderingContext2D, { logs }: Marks, { window, width, palette }: Drawing): void {
  let last = Number.NEGATIVE_INFINITY;
  for (const { at, log } of logs) {
    const x = xOf(at, window, width);
    const colour = severityColour(log);
    // Those upon one another show as one, but a warning is never hidden.
    if (x < 0 || x > width || (x - last < DOT && colour !== "error" && colour !== "warn")) continue;
    last = x;
    context.beginPath();
    context.arc(x, MIDDLE, DOT, 0, 2 * Math.PI);
    context.fillStyle = palette[colour];
    context.strokeStyle = palette.ground;
    context.lineWidth = 1.5;
    context.stroke();
    context.fill();
  }
}

function drawLabel(context: CanvasRenderingContext2D, { x, width }: Bar, text: string, { width: room, palette }: Drawing): void {
  const length = context.measureText(text).width;
  const right = x + width + LABEL_GAP;
  const left = x - LABEL_GAP - length;
  context.fillStyle = palette.quiet;
  if (right + length <= room) context.fillText(text, right, MIDDLE);
  else if (left >= 0) context.fillText(text, left, MIDDLE);
  else {
    // Neither side has room: on the bar, on a ground that it can be read on.
    const at = x + width - length - 4 * LABEL_GAP;
    context.fillStyle = palette.ground;
    context.beginPath();
    context.roundRect(at - 4, BAR_TOP, length + 8, BAR_HEIGHT, 3);
    context.fill();
    context.fillStyle = palette.text;
    context.fillText(text, at, MIDDLE);
  }
}
