import { type RefObject, useEffect, useRef } from "react";

/** React listens to wheels passively: whoever wants to keep the page from scrolling must listen himself. `onTurn` says whether it took it. */
export function useWheel(element: RefObject<HTMLElement | null>, onTurn: (event: WheelEvent) => boolean): void {
  const latest = useRef(onTurn);
  useEffect(() => {
    latest.current = onTurn;
  });
  useEffect(() => {
    const target = element.current;
    const turn = (event: WheelEvent) => {
      if (latest.current(event)) event.preventDefault();
    };
    target?.addEventListener("wheel", turn, { passive: false });
    return () => target?.removeEventListener("wheel", turn);
  }, [element]);
}
