import { useEffect, useRef, useState } from "react";
import { correlationRoute } from "../router.tsx";
import type { Scale } from "./scale.ts";
import { type ViewWindow, windowOf, windowText } from "./view-window.ts";

/** A wheel turns often, and browsers refuse a hundred URLs a second. */
const SETTLED_MS = 250;

/** The part of the axis that the URL says; what was chosen counts at once, and the URL follows when the hand rests. */
export function useWindow(scale: Scale): readonly [ViewWindow, (window: ViewWindow) => void] {
  const { window: given } = correlationRoute.useSearch();
  const navigate = correlationRoute.useNavigate();
  const [held, setHeld] = useState<ViewWindow>();
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  useEffect(() => () => clearTimeout(timer.current), []);
  const choose = (window: ViewWindow) => {
    setHeld(window);
    clearTimeout(timer.current);
    timer.current = setTimeout(() => {
      setHeld(undefined);
      const text = windowText(window, scale) ?? "";
      void navigate({ search: (rest) => ({ ...rest, window: text }), replace: true, resetScroll: false });
    }, SETTLED_MS);
  };
  return [held ?? windowOf(given, scale), choose];
}
