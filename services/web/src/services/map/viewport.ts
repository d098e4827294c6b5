import type { Point } from "./layout.ts";

/** What part of a map is seen: a place of the map is drawn at `place * scale + offset`. */
export interface Viewport extends Point {
  readonly scale: number;
}

export interface Size {
  readonly width: number;
  readonly height: number;
}

const LEAST = 0.1;
const MOST = 3;

/** All of the map, in the middle; never larger than it is. */
export function fitted(map: Size, room: Size): Viewport {
  const scale = Math.max(Math.min(room.width / Math.max(map.width, 1), room.height / Math.max(map.height, 1), 1), LEAST);
  return { scale, x: (room.width - map.width * scale) / 2, y: (room.height - map.height * scale) / 2 };
}

/** Larger or smaller by a factor; what is at `at` stays there. */
export function zoomed({ scale, x, y }: Viewport, factor: number, at: Point): Viewport {
  const next = Math.min(Math.max(scale * factor, LEAST), MOST);
  const change = next / scale;
  return { scale: next, x: at.x - (at.x - x) * change, y: at.y - (at.y - y) * change };
}

export function moved({ scale, x, y }: Viewport, by: Point): Viewport {
  return { scale, x: x + by.x, y: y + by.y };
}
