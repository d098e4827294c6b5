import { useState } from "react";

/** A size that the reader drags: this browser keeps it, as it keeps the theme. */
export function useKeptSize(key: string, usual: number): readonly [number, (size: number) => void] {
  const [size, setSize] = useState(() => {
    const kept = Number(localStorage.getItem(key) ?? Number.NaN);
    return Number.isFinite(kept) && kept > 0 ? kept : usual;
  });
  return [
    size,
    (chosen) => {
      localStorage.setItem(key, String(Math.round(chosen)));
      setSize(chosen);
    },
  ];
}
