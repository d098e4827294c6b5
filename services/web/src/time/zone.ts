import { useSyncExternalStore } from "react";
import { keep, kept } from "../parts/kept.ts";

/** In which zone times are shown: this browser keeps the choice. */
export type Zone = "local" | "UTC";

const KEY = "throughline.zone";
const listeners = new Set<() => void>();

export function zone(): Zone {
  return kept(KEY) === "UTC" ? "UTC" : "local";
}

export function chooseZone(choice: Zone): void {
  keep(KEY, choice);
  for (const listener of listeners) listener();
}

export function useZone(): Zone {
  return useSyncExternalStore((listener) => {
    listeners.add(listener);
    return () => listeners.delete(listener);
  }, zone);
}
