const NAMES = [
  "ground",
  "surface",
  "raised",
  "line",
  "text",
  "quiet",
  "accent",
  "on-accent",
  "accent-soft",
  "error",
  "error-soft",
  "warn",
  "warn-soft",
  "open",
  "open-soft",
  "ok",
] as const;

/** A colour of the page by its name in page.css. */
export type ColourName = (typeof NAMES)[number];
export type Palette = Readonly<Record<ColourName, string>>;

/** The colours that page.css shows now, for a canvas. */
export function palette(): Palette {
  const style = getComputedStyle(document.documentElement);
  return Object.fromEntries(NAMES.map((name) => [name, style.getPropertyValue(`--${name}`)])) as Palette;
}
