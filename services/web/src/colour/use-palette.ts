import { useMemo } from "react";
import { palette, type Palette } from "./palette.ts";
import { useTheme } from "./use-theme.ts";

/** The colours that are shown, for a canvas: another object when the theme changes. */
export function usePalette(): Palette {
  const theme = useTheme();
  return useMemo(() => paletteOf(theme), [theme]);
}

/** A theme is shown before anything is told of it: then page.css has its colours. */
function paletteOf(_theme: ReturnType<typeof useTheme>): Palette {
  return palette();
}
