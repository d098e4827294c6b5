import type { Log } from "@throughline/api";
import type { Palette } from "../colour/palette.ts";
import { serviceColour } from "../colour/service-colour.ts";
import type { Theme } from "../colour/theme.ts";
import { hasFailed, isLost, isOpen, type Part } from "./action.ts";
import type { Stretch } from "../time/stretches.ts";
import type { Attempt } from "./attempts.ts";
import { gravityOf, severityColour } from "../logs/severity.ts";
import { brief } from "../text/brief.ts";
import { type Axis, seen, type Tick } from "./axis.ts";
import type { Geometry, PlacedLane } from "./geometry.ts";
import type { Hop } from "./hops.ts";

/** Everything that the canvas shows; how far it is scrolled, and how high it is itself. */
export interface Scene {
  readonly geometry: Geometry;
  readonly axis: Axis;
  readonly ticks: readonly Tick[];
  readonly gaps: readonly Stretch[];
  readonly hops: readonly Hop[];
  readonly attempts: ReadonlyMap<Part, Attempt>;
  /** Where a span's bar ends by now. */
  readonly endOf: (part: Part) => number;
  readonly marked: Part | undefined;
  readonly selected: Part | undefined;
  readonly colours: Palette;
  readonly theme: Theme;
  readonly scroll: number;
  readonly height: number;
}

const BAR_GAP = 3;
const FONT = "11.5px system-ui, sans-serif";
const NAME_FROM = 34;

export function drawTimeline(context: CanvasRenderingContext2D, scene: Scene): void {
  const { geometry, axis, scroll, height } = scene;
  context.clearRect(0, 0, axis.width, height);
  context.save();
  context.translate(0, -scroll);
  context.font = FONT;
  context.textBaseline = "middle";
  const lanes = geometry.lanes.filter((lane) => lane.top + lane.height > scroll && lane.top < scroll + height);
  drawGround(context, scene, lanes);
  for (const lane of lanes) {
    for (const { block, ...stretch } of lane.lane.blocks) drawBlock(context, scene, lane, stretch, block.ongoing);
    // Errors last: where many fall on one pixel, they are seen.
    for (const failed of [false, true])
      for (const { part } of lane.lane.bars) if (hasFailed(part) === failed) drawBar(context, scene, part);
    drawLogs(context, scene, lane);
  }
  for (const hop of scene.hops) drawHop(context, scene, hop);
  for (const part of [scene.selected, scene.marked]) if (part) outline(context, scene, part, part === scene.selected ? 2 : 1.5);
  context.restore();
}

function drawGround(
  context: CanvasRenderingContext2D,
  { axis, ticks, gaps, colours, scroll, height }: Scene,
  lanes: readonly PlacedLane[],
): void {
  for (const gap of gaps) {
    const found = seen(axis, gap, 0);
    if (!found || found.width < 3) continue;
    context.fillStyle = colours.surface;
    context.fillRect(found.x, scroll, found.width, height);
  }
  context.strokeStyle = colours.line;
  context.lineWidth = 1;
  context.globalAlpha = 0.6;
  context.beginPath();
  for (const { x } of ticks) line(context, x, scroll, x, scroll + height);
  context.stroke();
  context.globalAlpha = 1;
  context.beginPath();
  for (const { top, height: laneHeight } of lanes) line(context, 0, top + laneHeight, axis.width, top + laneHeight);
  context.stroke();
}

function line(context: CanvasRenderingContext2D, x: number, y: number, toX: number, toY: number): void {
  // Half a pixel: a line of one pixel is sharp.
  context.moveTo(Math.round(x) - 0.5, Math.round(y) - 0.5);
  context.lineTo(Math.round(toX) - 0.5, Math.round(toY) - 0.5);
}

function drawBlock(
  context: CanvasRenderingContext2D,
  { axis, colours }: Scene,
  { top, height }: PlacedLane,
  stretch: Stretch,
  ongoing: boolean,
): void {
  const found = seen(axis, stretch, 1);
  if (!found) return;
  context.fillStyle = colours["warn-soft"];
  context.fillRect(found.x, top + 1, found.width, height - 2);
  context.fillStyle = colours.warn;
  context.fillRect(found.x, top + height - 3, found.width, ongoing ? 1 : 2);
}

function drawBar(context: CanvasRenderingContext2D, scene: Scene, part: Part): void {
  const { geometry, axis, colours, theme, attempts } = scene;
  const y = geometry.barY.get(part) ?? 0;
  const end = scene.endOf(part);
  const found = seen(axis, { from: part.from, to: end });
  if (!found) return;
  const height = geometry.rowHeight - BAR_GAP;
  const failed = hasFailed(part);
  const strong = failed ? colours.error : serviceColour(part.span.service, theme);
  const isSmall = found.width < 6 || height < 6;
  context.fillStyle = isSmall ? strong : failed ? colours["error-soft"] : serviceColour(part.span.service, theme, "soft");
  context.fillRect(found.x, y, found.width, height);
  if (!isSmall) {
    context.fillStyle = strong;
    context.fillRect(found.x, y + height - 2, found.width, 2);
    if (axis.x(part.from) >= 0) context.fillRect(found.x, y, 2, height);
  }
  if (part.span.open !== false) drawUnended(context, scene, part, y, height);
  drawName(context, scene, part, { ...found, y, height }, attempts.get(part));
}

/** What has not ended: striped since its last report as long as it lives, a torn edge where nothing more was heard of it. */
function drawUnended(context: CanvasRenderingContext2D, { axis, colours, endOf }: Scene, part: Part, y: number, height: number): void {
  context.fillStyle = colours.open;
  context.globalAlpha = 0.4;
  const since = seen(axis, { from: part.to, to: endOf(part) }, 1);
  if (isOpen(part) && since) {
    for (let x = since.x; x < since.x + since.width; x += 6) context.fillRect(x, y, Math.min(3, since.x + since.width - x), height);
  }
  context.globalAlpha = 1;
  const x = axis.x(endOf(part));
  if (x < 0 || x > axis.width + 6) return;
  context.beginPath();
  if (isLost(part)) {
    for (let at = 0; at < 3; at++) context.rect(x + at * 4, y + (at % 2 === 0 ? 0 : height / 2), 2, height / 2);
  } else {
    context.moveTo(x - 6, y);
    context.lineTo(x, y + height / 2);
    context.lineTo(x - 6, y + height);
  }
  context.fill();
}

interface Box {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

function drawName(context: CanvasRenderingContext2D, { colours, axis }: Scene, part: Part, box: Box, attempt: Attempt | undefined): void {
  if (box.height < 12) return;
  const badge = attempt ? `${attempt.number}/${attempt.of}` : "";
  const badgeWidth = badge === "" ? 0 : Math.ceil(context.measureText(badge).width) + 8;
  const middle = box.y + (box.height - 2) / 2 + 0.5;
  const badgeInside = box.width >= badgeWidth + 10;
  if (badge !== "") {
    const x = badgeInside ? box.x + 5 : Math.min(box.x + box.width + 2, axis.width - badgeWidth);
    context.fillStyle = hasFailed(part) ? colours.error : colours.quiet;
    context.fillRect(x, box.y + 1, badgeWidth, box.height - 4);
    context.fillStyle = colours.ground;
    context.fillText(badge, x + 4, middle);
  }
  if (box.width < NAME_FROM + badgeWidth) return;
  context.save();
  context.beginPath();
  context.rect(box.x, box.y, box.width - 3, box.height);
  context.clip();
  context.fillStyle = colours.text;
  context.fillText(brief(part.span.name), box.x + 6 + (badgeWidth === 0 ? 0 : badgeWidth + 4), middle);
  context.restore();
}

/** A dot for each record; where several fall on one pixel, the gravest. */
function drawLogs(context: CanvasRenderingContext2D, { axis, colours }: Scene, { lane, logY }: PlacedLane): void {
  const gravest = new Map<number, Log>();
  for (const { log, at } of lane.logs) {
    const x = Math.round(axis.x(at));
    const other = gravest.get(x);
    if (x >= -2 && x <= axis.width + 2 && (!other || gravityOf(log) > gravityOf(other))) gravest.set(x, log);
  }
  for (const [x, log] of [...gravest].toSorted(([, a], [, b]) => gravityOf(a) - gravityOf(b))) {
    const colour = severityColour(log);
    const grave = colour === "error" || colour === "warn";
    context.fillStyle = grave ? colours[colour] : colours.quiet;
    context.beginPath();
    if (grave) context.arc(x, logY, 3.5, 0, Math.PI * 2);
    else context.arc(x, logY, 2.2, 0, Math.PI * 2);
    context.fill();
  }
}

/** An arrow from where work was handed on to where it was taken. */
function drawHop(context: CanvasRenderingContext2D, { geometry, axis, colours }: Scene, { from, to }: Hop): void {
  const half = (geometry.rowHeight - BAR_GAP) / 2;
  const [fromY, toY] = [geometry.barY.get(from), geometry.barY.get(to)];
  if (fromY === undefined || toY === undefined) return;
  const [x, y, endX, endY] = [axis.x(from.to), fromY + half, axis.x(to.from) - 1, toY + half];
  if (Math.max(x, endX) < 0 || Math.min(x, endX) > axis.width) return;
  const bend = Math.min(60, Math.max(16, Math.abs(endX - x) / 2));
  context.strokeStyle = colours.accent;
  context.fillStyle = colours.accent;
  context.lineWidth = 1.5;
  context.setLineDash([5, 3]);
  context.beginPath();
  context.moveTo(x, y);
  context.bezierCurveTo(x + bend, y, endX - bend, endY, endX - 6, endY);
  context.stroke();
  context.setLineDash([]);
  context.beginPath();
  context.arc(x, y, 2.5, 0, Math.PI * 2);
  context.moveTo(endX, endY);
  context.lineTo(endX - 8, endY - 4);
  context.lineTo(endX - 8, endY + 4);
  context.fill();
}

function outline(context: CanvasRenderingContext2D, { geometry, axis, colours, endOf }: Scene, part: Part, width: number): void {
  const y = geometry.barY.get(part);
  const found = seen(axis, { from: part.from, to: endOf(part) });
  if (y === undefined || !found) return;
  context.strokeStyle = colours.accent;
  context.lineWidth = width;
  context.strokeRect(found.x - 1, y - 1, found.width + 2, geometry.rowHeight - BAR_GAP + 2);
}
