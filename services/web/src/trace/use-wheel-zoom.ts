import type { RefObject } from "react";
import { useWheel } from "../parts/use-wheel.ts";

/** Pixels of the wheel in which the window becomes e times as long. */
const WHEEL = 300;

/**
 * Zooms by the wheel with Ctrl (a pinch is one, too) and pans by Shift or a sideways wheel. `onWheel` is given the factor, where the pointer is
 * as a share of the element's width, and by which share of the window to move; 0: it is a zoom.
 */
export function useWheelZoom(element: RefObject<HTMLElement | null>, onWheel: (factor: number, share: number, pan: number) => void): void {
  useWheel(element, (event) => {
    const sideways = event.shiftKey && event.deltaX === 0 ? event.deltaY : event.deltaX;
    const isPan = !event.ctrlKey && (event.shiftKey || Math.abs(event.deltaX) > Math.abs(event.deltaY));
    const box = element.current?.getBoundingClientRect();
    if (!box || (!event.ctrlKey && !isPan)) return false;
    onWheel(Math.exp(event.deltaY / WHEEL), (event.clientX - box.left) / box.width, isPan ? sideways / box.width : 0);
    return true;
  });
}
