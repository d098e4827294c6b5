/**
 * A flame graph as one SVG file: opened in a browser it zooms, searches and tells numbers; printed or with scripts off it is still
 * readable. Nothing outside is referred to. Root on top, heaviest on the left, colours by whose code it is; a difference has two hues.
 */
import type { Difference, DifferenceNode } from "../difference.ts";
import { FRAME_KINDS, type Frame, type FrameKind } from "../frame.ts";
import type { Profile } from "../profile.ts";
import { commonRoot, shortPath } from "../short-path.ts";
import { tree, type Tree, type TreeAbout, type TreeNode } from "../tree.ts";
import { countText, shareText, weightText } from "../weight-text.ts";
import type { ProfileWriter, WriteOptions } from "./format.ts";
import { frameText } from "./frame-text.ts";
import { SVG_SCRIPT } from "./svg-script.ts";
import { SVG_STYLE } from "./svg-style.ts";

const WIDTH = 1200;
const MARGIN = 16;
const INNER = WIDTH - 2 * MARGIN;
const ROW = 19;
const TOP = 110;
/** Width of a character of the labels' font. */
const ADVANCE = 6.65;
/** A frame narrower than this many units cannot be seen: it is left out. */
const THINNEST = 0.25;

const KIND_CLASS: Readonly<Record<FrameKind, string>> = { own: "o", dependency: "d", node: "n", native: "v" };

/** A frame as it is drawn: `share` is its width. */
interface Box {
  readonly frame: Frame;
  readonly share: number;
  readonly numbers: string;
  /** Class or colour of the rectangle. */
  readonly paint: string;
  readonly children: readonly Box[];
}

export const svgWriter: ProfileWriter = {
  format: "svg",
  contentType: "image/svg+xml",
  extension: ".svg",
  write: (profile: Profile, options) => writeTreeSvg(tree(profile, { minShare: THINNEST / INNER }), { title: profile.name, ...options }),
};

/** The SVG of a flame graph. */
export function writeTreeSvg(graph: Tree, { title = "", note = "" }: WriteOptions = {}): Uint8Array {
  const box = (node: TreeNode): Box => ({
    frame: node,
    share: graph.total === 0 ? 0 : node.total / graph.total,
    numbers: [
      `${shareText(node.total / graph.total)}, ${weightText(node.total, graph.unit)}`,
      `self ${shareText(node.self / graph.total)}, ${weightText(node.self, graph.unit)}`,
    ].join("\n"),
    paint: node === graph.root ? `class="a"` : `class="${KIND_CLASS[node.kind]}${shade(node)}"`,
    children: node.children.map(box),
  });
  const said = [aboutText(graph), note].filter((part) => part !== "").join(" · ");
  return draw(title || "Flame graph", said, kindLegend(graph), box(graph.root));
}

/**
 * The SVG of a difference. A frame is as wide as the mean of its two shares, so that what is gone and what is new both show; orange is more
 * than in the base, blue is less.
 */
export function writeDifferenceSvg(graph: Difference, { title = "", note = "" }: WriteOptions = {}): Uint8Array {
  const share = (value: number, total: number) => (total === 0 ? 0 : value / total);
  const largest = largestChange(graph.root);
  const box = (node: DifferenceNode): Box => {
    const [now, before] = [share(node.total, graph.total), share(node.baseTotal, graph.base.total)];
    return {
      frame: node,
      share: (now + before) / 2,
      numbers: [
        `${node.change > 0 ? "+" : ""}${shareText(node.change)} of everything`,
        `now ${shareText(now)}, ${weightText(node.total, graph.unit)}`,
        `before ${shareText(before)}, ${weightText(node.baseTotal, graph.base.unit)}`,
        `self ${shareText(share(node.self, graph.total))}, before ${shareText(share(node.baseSelf, graph.base.total))}`,
      ].join("\n"),
      paint: node === graph.root ? `class="a"` : `fill="${changeColour(node.change, largest)}"`,
      children: node.children.map(box),
    };
  };
  const root = box(graph.root);
  const said = [`now ${aboutText(graph)}`, `before ${aboutText(graph.base)}`, note].filter((part) => part !== "").join(" · ");
  // Where one side has no samples the mean would fill half of the width.
  const scale = root.share === 0 ? 1 : 1 / root.share;
  return draw(title || "Flame graph of the difference", said, differenceLegend(largest), widen(root, scale));
}

const widen = (box: Box, scale: number): Box =>
  scale === 1 ? box : { ...box, share: box.share * scale, children: box.children.map((child) => widen(child, scale)) };

function draw(title: string, said: string, legend: string, root: Box): Uint8Array {
  const files: Frame[] = [];
  const visit = (box: Box, depth: number): number => {
    files.push(box.frame);
    return box.children.reduce(
      (deepest, child) => (child.share * INNER < THINNEST ? deepest : Math.max(deepest, visit(child, depth + 1))),
      depth,
    );
  };
  const height = TOP + (visit(root, 0) + 1) * ROW + MARGIN;
  const folder = commonRoot(files);
  const parts: string[] = [];
  const put = (box: Box, x: number, depth: number): void => {
    parts.push(frameMarkup(box, shortPath(box.frame.file, folder), x, depth));
    let left = x;
    for (const child of box.children) {
      const width = child.share * INNER;
      if (width >= THINNEST) put(child, left, depth + 1);
      left += width;
    }
  };
  put(root, MARGIN, 0);
  return new TextEncoder().encode(`<?xml version="1.0" encoding="UTF-8"?>
<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${height}" width="100%" height="${height}" preserveAspectRatio="xMidYMin meet" role="document" aria-labelledby="title" data-width="${INNER}" data-left="${MARGIN}" data-row="${ROW}" data-advance="${ADVANCE}">
<style>${SVG_STYLE}</style>
<rect width="100%" height="100%" fill="var(--paper)"/>
<text id="title" x="${MARGIN}" y="32">${escape(cutTo(title, 84))}</text>
<text class="quiet" x="${MARGIN}" y="53">${escape(cutTo(said, 150))}</text>
${legend}
<foreignObject id="search" x="${WIDTH - MARGIN - 250}" y="12" width="250" height="30"/>
<text id="reset" class="b" x="${WIDTH - MARGIN - 262}" y="30" text-anchor="end" tabindex="0" role="button" style="display:none">Show all</text>
<text id="details" x="${MARGIN}" y="${TOP - 13}"/>
<g role="tree" aria-label="Stacks, root on top">
${parts.join("\n")}
</g>
<script><![CDATA[${SVG_SCRIPT}]]></script>
</svg>
`);
}

function frameMarkup({ frame, share, numbers, paint }: Box, file: string, x: number, depth: number): string {
  const width = share * INNER;
  const full = clean(frameText(frame, file));
  const name = clean(frame.function);
  const room = Math.floor((width - 8) / ADVANCE);
  const label = room < 3 ? "" : columns(name) <= room ? escape(name) : escape(cutTo(name, room));
  const place =
    label !== "" && full.length > name.length && columns(full) <= room ? `<tspan>${escape(full.slice(name.length))}</tspan>` : "";
  const y = TOP + depth * ROW;
  return (
    `<g class="f" role="treeitem" tabindex="-1" data-n="${name.length}" data-s="${share.toFixed(6)}"><title>${escape(full)}\n${escape(numbers)}</title>` +
    `<rect x="${fixed(x)}" y="${y}" width="${fixed(width)}" height="${ROW - 1}" rx="2" ${paint}/>` +
    `<text x="${fixed(x + 4)}" y="${y + 13}">${label}${place}</text></g>`
  );
}

/** How many samples over how long, and what they weigh. */
function aboutText({ samples, durationNano, sampleType, unit, total }: TreeAbout): string {
  const over = durationNano === "0" ? "" : ` over ${weightText(Number(durationNano), "nanoseconds")}`;
  return `${countText(Math.round(samples))} ${Math.round(samples) === 1 ? "sample" : "samples"}${over}${unit === "count" ? "" : ` · ${weightText(total, unit)} ${sampleType}`}`;
}

function kindLegend({ root, total }: Tree): string {
  const selfs = new Map<FrameKind, number>();
  let nodes = false;
  const visit = (node: TreeNode): void => {
    nodes ||= node.file.startsWith("node:");
    if (node !== root) selfs.set(node.kind, (selfs.get(node.kind) ?? 0) + node.self);
    node.children.forEach(visit);
  };
  visit(root);
  const names: Readonly<Record<FrameKind, string>> = {
    own: "own code",
    dependency: "packages",
    node: nodes ? "Node internals" : "runtime library",
    native: "native and VM",
  };
  let x = MARGIN;
  return FRAME_KINDS.filter((kind) => selfs.has(kind))
    .map((kind) => {
      const text = `${names[kind]} ${shareText((selfs.get(kind) ?? 0) / (total || 1))}`;
      const markup = `<rect x="${x}" y="64" width="11" height="11" rx="2.5" class="${KIND_CLASS[kind]}0"/><text class="quiet" x="${x + 17}" y="74">${escape(text)}</text>`;
      x += 17 + text.length * 6.6 + 20;
      return markup;
    })
    .join("\n");
}

function differenceLegend(largest: number): string {
  const swatch = (x: number, change: number) => `<rect x="${x}" y="64" width="22" height="11" fill="${changeColour(change, 1)}"/>`;
  const steps = [-1, -0.4, -0.1, 0, 0.1, 0.4, 1];
  const left = MARGIN + 122;
  return `<text class="quiet" x="${MARGIN}" y="74">less, to ${escape(shareText(-largest))}</text>
${steps.map((step, i) => swatch(left + i * 22, step)).join("")}
<text class="quiet" x="${left + steps.length * 22 + 8}" y="74">more, to +${escape(shareText(largest))} · width is the mean of both shares</text>`;
}

const largestChange = (node: DifferenceNode): number =>
  node.children.reduce((largest, child) => Math.max(largest, largestChange(child)), Math.abs(node.change));

/** Orange for more, blue for less, paper for the same; the square root lets small changes show. */
function changeColour(change: number, largest: number): string {
  const [red, green, blue] = change > 0 ? [240, 133, 54] : [104, 162, 226];
  const strength = largest === 0 ? 0 : Math.sqrt(Math.min(1, Math.abs(change) / largest));
  const mix = (full: number) => Math.round(236 + (full - 236) * strength);
  return `rgb(${mix(red)},${mix(green)},${mix(blue)})`;
}

/** One of four shades, the same for a function wherever it stands. */
function shade(frame: Frame): number {
  let hash = 0;
  for (const unit of `${frame.function}\0${frame.file}`) hash = (Math.imul(hash, 31) + (unit.codePointAt(0) ?? 0)) | 0;
  return (hash >>> 13) & 3;
}

/** How many columns of the labels' font text takes, about. */
function columns(text: string): number {
  let sum = 0;
  for (const unit of text) sum += (unit.codePointAt(0) ?? 0) > 0x10ff ? 2 : 1;
  return sum;
}

function cutTo(text: string, room: number): string {
  if (columns(text) <= room) return text;
  let kept = "";
  let sum = 0;
  for (const unit of text) {
    sum += columns(unit);
    if (sum > room - 1) break;
    kept += unit;
  }
  return `${kept}…`;
}

const fixed = (value: number) => Number(value.toFixed(3)).toString();

/** Characters that XML has no place for, and line breaks, which part a tooltip's lines. */
// eslint-disable-next-line no-control-regex -- these are the characters that must not be written
const UNWRITABLE = /[\u0000-\u001f\u007f-\u009f\u2028\u2029\ufffe\uffff]/g;

const clean = (text: string) => text.toWellFormed().replaceAll(UNWRITABLE, " ");

const ENTITIES: Readonly<Record<string, string>> = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "'": "&#39;" };

/** User text, as text. */
function escape(text: string): string {
  return text
    .split("\n")
    .map((line) => clean(line).replaceAll(/[&<>"']/g, (character) => ENTITIES[character] ?? ""))
    .join("\n");
}
