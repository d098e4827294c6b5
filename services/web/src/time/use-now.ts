import { useEffect, useState } from "react";
import { nowNanos } from "./range.ts";

/** Unix nanoseconds, moving on while `runs`, and while the page is seen. */
export function useNow(runs: boolean, everyMs: number): bigint {
  const [now, setNow] = useState(nowNanos);
  useEffect(() => {
    if (!runs) return undefined;
    const timer = setInterval(() => document.hidden || setNow(nowNanos()), everyMs);
    return () => clearInterval(timer);
  }, [runs, everyMs]);
  return now;
}
