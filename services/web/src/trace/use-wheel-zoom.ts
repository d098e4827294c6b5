import { type RefObject, useEffect, useRef } from "react";

/** Pixels of the wheel in which the window becomes e times as long. */
const WHEEL = 300;

/**
 * Zooms by the wheel with Ctrl (a pinch is one, too) and pans by Shift or a sideways wheel. `onWheel` is given the factor, where the pointer is
 * as a share of the element's width, and by which share of the window to move; 0: it is a zoom.
 */
export function useWheelZoom(element: RefObject<HTMLElement | null>, onWheel: (factor: number, share: number, pan: number) => void): void {
  const latest = useRef(onWheel);
  useEffect(() => {
    latest.current = onWheel;
  });
  useEffect(() => {
    const target = element.current;
    if (!target) return;
    const listener = (event: WheelEvent) => {
      const box = target.getBoundingClientRect();
      const sideways = event.shiftKey && event.deltaX === 0 ? event.deltaY : event.deltaX;
      const isPan = !event.ctrlKey && (event.shiftKey || Math.abs(event.deltaX) > Math.abs(event.deltaY));
      if (!event.ctrlKey && !isPan) return;
      event.preventDefault();
      latest.current(Math.exp(event.deltaY / WHEEL), (event.clientX - box.left) / box.width, isPan ? sideways / box.width : 0);
    };
    // React's own listeners are passive: they cannot keep the browser from zooming the page.
    target.addEventListener("wheel", listener, { passive: false });
    return () => target.removeEventListener("wheel", listener);
  }, [element]);
}
