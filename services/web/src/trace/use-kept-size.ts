import { useState } from "react";
import { keep, kept } from "../parts/kept.ts";

/** A size that the reader drags: this browser keeps it, as it keeps the theme. */
export function useKeptSize(key: string, usual: number): readonly [number, (size: number) => void] {
  const [size, setSize] = useState(() => {
    const chosen = Number(kept(key) ?? Number.NaN);
    return Number.isFinite(chosen) && chosen > 0 ? chosen : usual;
  });
  return [
    size,
    (chosen) => {
      keep(key, String(Math.round(chosen)));
      setSize(chosen);
    },
  ];
}
