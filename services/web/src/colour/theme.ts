/** Dark or light: the device's choice unless the reader made one, which this browser keeps. */

import { keep, kept } from "../parts/kept.ts";

export type Theme = "dark" | "light";
/** `auto`: as the device. */
export type ThemeChoice = Theme | "auto";

const KEY = "throughline.theme";
const DARK = "(prefers-color-scheme: dark)";

export function themeChoice(): ThemeChoice {
  const choice = kept(KEY);
  return choice === "dark" || choice === "light" ? choice : "auto";
}

export function chooseTheme(choice: ThemeChoice): void {
  keep(KEY, choice === "auto" ? undefined : choice);
  show();
}

/** Shows the theme, and follows the device where that decides. */
export function applyTheme(): void {
  show();
  matchMedia(DARK).addEventListener("change", show);
}

export function currentTheme(): Theme {
  return document.documentElement.dataset.theme === "dark" ? "dark" : "light";
}

/** Calls `listener` whenever another theme is shown; returns what ends that. */
export function onTheme(listener: () => void): () => void {
  const observer = new MutationObserver(listener);
  observer.observe(document.documentElement, { attributes: true, attributeFilter: ["data-theme"] });
  return () => observer.disconnect();
}

function show(): void {
  const choice = themeChoice();
  document.documentElement.dataset.theme = choice === "auto" ? (matchMedia(DARK).matches ? "dark" : "light") : choice;
}
