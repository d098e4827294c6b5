import { useEffect, useState } from "react";
import { nowNanos } from "../time/range.ts";

const EVERY_MS = 200;

/** Nanoseconds since `startNano`, moving on while `isLive`; 0 where nothing moves. */
export function useNow(startNano: bigint, isLive: boolean): number {
  const [now, setNow] = useState(nowNanos);
  useEffect(() => {
    if (!isLive) return;
    const timer = setInterval(() => setNow(nowNanos()), EVERY_MS);
    return () => clearInterval(timer);
  }, [isLive]);
  return isLive ? Number(now - startNano) : 0;
}
