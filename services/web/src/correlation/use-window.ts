import { useResting } from "../parts/use-resting.ts";
import { correlationRoute } from "../router.tsx";
import type { Scale } from "./scale.ts";
import { type ViewWindow, windowOf, windowText } from "./view-window.ts";

/** The part of the axis that the URL says; what was chosen counts at once, and the URL follows when the hand rests. */
export function useWindow(scale: Scale): readonly [ViewWindow, (window: ViewWindow) => void] {
  const { window: given } = correlationRoute.useSearch();
  const navigate = correlationRoute.useNavigate();
  const [text, setText] = useResting(
    given,
    (window) => void navigate({ search: (rest) => ({ ...rest, window }), replace: true, resetScroll: false }),
  );
  return [windowOf(text, scale), (window) => setText(windowText(window, scale))];
}
