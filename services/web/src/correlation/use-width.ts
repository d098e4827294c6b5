import { type RefObject, useLayoutEffect, useState } from "react";

/** The width of what an element has room for, in CSS pixels. 0 before it is there. */
export function useWidth(element: RefObject<HTMLElement | null>): number {
  const [width, setWidth] = useState(0);
  useLayoutEffect(() => {
    const room = element.current;
    if (!room) return undefined;
    const measure = () => setWidth(room.clientWidth);
    measure();
    const observer = new ResizeObserver(measure);
    observer.observe(room);
    return () => observer.disconnect();
  }, [element]);
  return width;
}
