import { durationText } from "@throughline/model";
import { plural, shareText } from "../text/number.ts";
import { Time } from "../time/Time.tsx";
import styles from "./head.module.css";
import { rateText } from "./rates.ts";
import { shareOf } from "./service-rows.ts";

/** How it went over the whole range, in a line. */
export function Summary({
  red: { calls, errors, p50Nano, p95Nano, p99Nano },
  seconds,
  since,
  services,
}: {
  red: { calls: number; errors: number; p50Nano: string | null; p95Nano: string | null; p99Nano: string | null };
  seconds: number;
  /** Unix nanoseconds of the first of them, if that is later than the range begins. */
  since: string | undefined;
  services?: number;
}) {
  return (
    <p className={styles.summary}>
      {services !== undefined && (
        <span>
          <strong>{plural(services, "service")}</strong>
        </span>
      )}
      <span>
        <strong>{rateText(calls, seconds)}</strong> requests
        {since !== undefined && (
          <>
            {" since the first, "}
            <Time unixNano={since} />
          </>
        )}
      </span>
      <span>
        <strong className={errors > 0 ? styles.failed : ""}>{shareText(shareOf({ calls, errors }))}</strong> failed
      </span>
      {Object.entries({ p50: p50Nano, p95: p95Nano, p99: p99Nano }).map(
        ([name, nanos]) =>
          nanos !== null && (
            <span key={name}>
              {name} <strong>{durationText(BigInt(nanos))}</strong>
            </span>
          ),
      )}
    </p>
  );
}
