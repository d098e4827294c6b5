import { useQuery } from "@tanstack/react-query";
import { api } from "../api/api.ts";
import { nowNanos, type Range, rangeText } from "../time/range.ts";
import { useZone } from "../time/zone.ts";
import { FirstSpan } from "./FirstSpan.tsx";
import styles from "./nothing-found.module.css";
import { widerStarts } from "./wider.ts";

/** That nothing matched, and where it was looked for; on a server that nothing was sent to, how to send the first. */
export function NothingFound({ range, onRange }: { range: Range; onRange: (range: { start: string; end: undefined }) => void }) {
  const zone = useZone();
  const { data, error } = useQuery({ queryKey: ["find", "services"], queryFn: ({ signal }) => api.services({}, signal) });
  // Whether anything was ever sent is not needed to say that nothing matched.
  if (!data && !error) return null;
  if (data?.services.length === 0) return <FirstSpan />;
  return (
    <div className={styles.nothing} role="status">
      <h2>No trace matches</h2>
      <p>Searched: {rangeText(range, zone, nowNanos())}. What is older than the retention is gone; what was never received is not there.</p>
      <p className={styles.wider}>
        {widerStarts(range, nowNanos()).map((start) => (
          <button key={start} type="button" onClick={() => onRange({ start, end: undefined })}>
            Search the {rangeText({ start }, zone, nowNanos())}
          </button>
        ))}
      </p>
    </div>
  );
}
