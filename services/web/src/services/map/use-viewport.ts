import { type KeyboardEvent, type PointerEvent, useEffect, useMemo, useRef, useState } from "react";
import { useSize } from "../../parts/use-size.ts";
import { fitted, moved, type Size, type Viewport, zoomed } from "./viewport.ts";

const STEP = 60;
const ZOOM = 1.25;
/** A press that moves less is a click. */
const SLOP = 4;

const MOVES: Readonly<Record<string, { x: number; y: number }>> = {
  ArrowLeft: { x: STEP, y: 0 },
  ArrowRight: { x: -STEP, y: 0 },
  ArrowUp: { x: 0, y: STEP },
  ArrowDown: { x: 0, y: -STEP },
};

/** Moves and zooms a map by pointer, wheel and keyboard. All of the map is shown until then. */
export function useViewport({ width, height }: Size) {
  const element = useRef<SVGSVGElement>(null);
  const room = useSize(element);
  /** What was chosen stays when the map is drawn anew. */
  const [chosen, setChosen] = useState<Viewport>();
  const pressed = useRef<{ x: number; y: number; view: Viewport; isDrag: boolean }>(undefined);
  const whole = useMemo(() => fitted({ width, height }, room), [width, height, room]);
  const view = chosen ?? whole;
  const zoom = (factor: number) => setChosen(zoomed(view, factor, { x: room.width / 2, y: room.height / 2 }));

  useEffect(() => {
    const svg = element.current as SVGSVGElement;
    // The wheel alone scrolls the page, as everywhere.
    const onWheel = (event: WheelEvent) => {
      if (!event.ctrlKey && !event.metaKey) return;
      event.preventDefault();
      const { left, top } = svg.getBoundingClientRect();
      const at = { x: event.clientX - left, y: event.clientY - top };
      const factor = Math.exp(-event.deltaY / 300);
      setChosen((before) => zoomed(before ?? whole, factor, at));
    };
    svg.addEventListener("wheel", onWheel, { passive: false });
    return () => svg.removeEventListener("wheel", onWheel);
  }, [whole]);

  return {
    element,
    view,
    zoomIn: () => zoom(ZOOM),
    zoomOut: () => zoom(1 / ZOOM),
    fit: () => setChosen(undefined),
    handlers: {
      onKeyDown: (event: KeyboardEvent) => {
        const move = MOVES[event.key];
        if (event.ctrlKey || event.metaKey || event.altKey) return;
        if (move) setChosen(moved(view, move));
        else if (event.key === "+" || event.key === "=") zoom(ZOOM);
        else if (event.key === "-") zoom(1 / ZOOM);
        else if (event.key === "0") setChosen(undefined);
        else return;
        event.preventDefault();
      },
      onPointerDown: ({ button, clientX, clientY }: PointerEvent) => {
        if (button === 0) pressed.current = { x: clientX, y: clientY, view, isDrag: false };
      },
      onPointerMove: ({ clientX, clientY, pointerId, buttons }: PointerEvent) => {
        const from = pressed.current;
        if (!from || buttons === 0) return;
        const by = { x: clientX - from.x, y: clientY - from.y };
        if (!from.isDrag && Math.hypot(by.x, by.y) < SLOP) return;
        if (!from.isDrag) element.current?.setPointerCapture(pointerId);
        from.isDrag = true;
        setChosen(moved(from.view, by));
      },
      // A drag that ends on a node or an edge is no click on it.
      onClickCapture: (event: { preventDefault(): void; stopPropagation(): void }) => {
        const wasDrag = pressed.current?.isDrag;
        pressed.current = undefined;
        if (!wasDrag) return;
        event.preventDefault();
        event.stopPropagation();
      },
    },
  };
}
