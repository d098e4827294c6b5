import { type RefObject, useLayoutEffect } from "react";

/** Draws on a canvas whenever what is drawn is another, as sharp as the screen. */
export function useCanvas(
  canvas: RefObject<HTMLCanvasElement | null>,
  width: number,
  height: number,
  draw: (context: CanvasRenderingContext2D) => void,
): void {
  useLayoutEffect(() => {
    const context = canvas.current?.getContext("2d");
    if (!canvas.current || !context) return;
    const ratio = window.devicePixelRatio;
    const size = { width: Math.round(width * ratio), height: Math.round(height * ratio) };
    // To set it empties the canvas, and takes long.
    if (canvas.current.width !== size.width || canvas.current.height !== size.height) Object.assign(canvas.current, size);
    context.setTransform(ratio, 0, 0, ratio, 0, 0);
    draw(context);
  }, [canvas, width, height, draw]);
}
