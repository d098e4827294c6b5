import { useEffect, useState } from "react";
import { nowNanos } from "../time/range.ts";

/** How often a clock that runs is looked at. */
const TICK_MS = 500;

/** Unix nanoseconds, moving on while `runs`. */
export function useNow(runs: boolean): bigint {
  const [now, setNow] = useState(nowNanos);
  useEffect(() => {
    if (!runs) return undefined;
    const timer = setInterval(() => setNow(nowNanos()), TICK_MS);
    return () => clearInterval(timer);
  }, [runs]);
  return now;
}
