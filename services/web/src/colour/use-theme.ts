import { useSyncExternalStore } from "react";
import { currentTheme, onTheme, type Theme } from "./theme.ts";

/** The theme that is shown: what draws on a canvas draws anew when it changes. */
export function useTheme(): Theme {
  return useSyncExternalStore(onTheme, currentTheme);
}
