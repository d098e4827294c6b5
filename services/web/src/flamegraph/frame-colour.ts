import type { Frame } from "@throughline/profile";
import type { Theme } from "../colour/theme.ts";
import { hashOf } from "../text/hash.ts";
import { changeOf, type Graph, ROOT } from "./graph.ts";
import { packageOf } from "./package-of.ts";

/** Hues of packages, in degrees: blue to violet, away from own code (orange) and the runtime (green). */
const PACKAGE_HUES = [192, 202, 212, 222, 234, 246, 258, 270, 284, 298];

/** Saturation and lightness in percent, the latter of the darkest of the shades and its step; dark text is read on light, light text on dark. */
const TONES = {
  light: { own: [88, 68], dependency: [68, 80], node: [32, 74], native: [6, 82], step: 4 },
  dark: { own: [58, 29], dependency: [36, 28], node: [22, 25], native: [7, 25], step: 3 },
} as const;

/** The colour of a frame: own code orange, a package one of ten blues and violets by its name, the runtime green, native code grey. */
export function frameColour({ kind, file, function: name }: Frame, theme: Theme): string {
  const tones = TONES[theme];
  const [saturation, lightness] = tones[kind];
  const from = packageOf(file) || file || name;
  const hue = { own: 30, dependency: PACKAGE_HUES[spread(from) % PACKAGE_HUES.length] ?? 212, node: 150, native: 230 }[kind];
  // Functions that lie side by side part by their shades.
  return `hsl(${hue} ${saturation}% ${lightness + (spread(`${name}\0${file}`) % 3) * tones.step}%)`;
}

/** The root is nobody's. */
export const ROOT_COLOUR = { light: "#e6e8ec", dark: "#2a313d" } as const;

const CHANGE = {
  light: { same: [236, 237, 240], more: [240, 133, 54], less: [104, 162, 226] },
  dark: { same: [48, 54, 65], more: [178, 84, 20], less: [37, 99, 174] },
} as const;

/** The colour of a change, as the SVG has it: orange is more, blue is less, which the colour-blind tell apart; the root lets small ones show. */
export function changeColour(change: number, largest: number, theme: Theme): string {
  const { same, more, less } = CHANGE[theme];
  const full = change > 0 ? more : less;
  const strength = largest === 0 ? 0 : Math.sqrt(Math.min(1, Math.abs(change) / largest));
  const mix = (at: 0 | 1 | 2) => Math.round(same[at] + (full[at] - same[at]) * strength);
  return `rgb(${mix(0)} ${mix(1)} ${mix(2)})`;
}

/** The largest change of any frame: where the colours end. */
export function largestChange(graph: Graph): number {
  let largest = 0;
  for (let node = ROOT; node < graph.frames.length; node++) largest = Math.max(largest, Math.abs(changeOf(graph, node)));
  return largest;
}

/** Colours of a graph's nodes, each worked out once. */
export function nodeColours(graph: Graph, theme: Theme): (node: number) => string {
  const largest = graph.isDifference ? largestChange(graph) : 0;
  const known = new Map<string, string>();
  return (node) => {
    if (node === ROOT) return ROOT_COLOUR[theme];
    if (graph.isDifference) return changeColour(changeOf(graph, node), largest, theme);
    const frame = graph.frames[node] as Frame;
    const key = `${frame.kind}\0${frame.file}\0${frame.function}`;
    let colour = known.get(key);
    if (colour === undefined) known.set(key, (colour = frameColour(frame, theme)));
    return colour;
  };
}

/** A hash whose last digits differ where texts differ little. */
function spread(text: string): number {
  const hash = hashOf(text);
  return (hash ^ (hash >>> 15)) >>> 0;
}
