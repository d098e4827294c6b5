import { type KeyboardEvent, type PointerEvent, useEffect, useMemo, useRef, useState } from "react";
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
export function useViewport(map: Size) {
  const element = useRef<SVGSVGElement>(null);
  const [room, setRoom] = useState<Size>({ width: 0, height: 0 });
  // What was chosen holds for this map: another one is shown whole again.
  const [chosen, setChosen] = useState<{ map: Size; view: Viewport }>();
  const pressed = useRef<{ x: number; y: number; view: Viewport; isDrag: boolean }>(undefined);
  const whole = useMemo(() => fitted(map, room), [map, room]);
  const view = chosen?.map === map ? chosen.view : whole;
  const show = (next: Viewport) => setChosen({ map, view: next });
  const zoom = (factor: number) => show(zoomed(view, factor, { x: room.width / 2, y: room.height / 2 }));

  useEffect(() => {
    const svg = element.current as SVGSVGElement;
    const observer = new ResizeObserver(() => setRoom({ width: svg.clientWidth, height: svg.clientHeight }));
    observer.observe(svg);
    return () => observer.disconnect();
  }, []);

  useEffect(() => {
    const svg = element.current as SVGSVGElement;
    // The wheel alone scrolls the page, as everywhere.
    const onWheel = (event: WheelEvent) => {
      if (!event.ctrlKey && !event.metaKey) return;
      event.preventDefault();
      const { left, top } = svg.getBoundingClientRect();
      const at = { x: event.clientX - left, y: event.clientY - top };
      const factor = Math.exp(-event.deltaY / 300);
      setChosen((before) => ({ map, view: zoomed(before?.map === map ? before.view : whole, factor, at) }));
    };
    svg.addEventListener("wheel", onWheel, { passive: false });
    return () => svg.removeEventListener("wheel", onWheel);
  }, [map, whole]);

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
        if (move) show(moved(view, move));
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
        show(moved(from.view, by));
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
