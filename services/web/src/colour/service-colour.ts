import { hashOf } from "../text/hash.ts";
import type { Theme } from "./theme.ts";

/** Hues in degrees that are told apart; those of red are left out: red is an error. */
const HUES = [32, 48, 72, 98, 130, 158, 176, 192, 208, 224, 246, 266, 286, 306, 322];

/** Share of saturation and lightness, in percent: fill that text in the page's colour can be read on is `soft`. */
const TONES = {
  light: { fill: [52, 48], soft: [60, 88] },
  dark: { fill: [48, 56], soft: [34, 24] },
} as const;

/** The colour of a service, of a package, of anything with a name: the same wherever it is shown, in every browser. Never red. */
export function serviceColour(name: string, theme: Theme, tone: "fill" | "soft" = "fill"): string {
  const number = hashOf(name);
  const hue = HUES[Math.floor((number / 2 ** 32) * HUES.length)] ?? 0;
  const [saturation, lightness] = TONES[theme][tone];
  // Names of one hue differ in lightness.
  const shift = (((number >>> 4) % 3) - 1) * 9;
  return `hsl(${hue} ${saturation}% ${lightness + shift}%)`;
}
