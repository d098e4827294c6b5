import type { LogHistogram } from "@throughline/api";
import { Popover } from "../parts/Popover.tsx";
import { countText } from "../text/number.ts";
import { absolute } from "../time/range.ts";
import { dateTimeText } from "../time/time-text.ts";
import { useZone } from "../time/zone.ts";
import { drawn } from "./histogram-bars.ts";
import styles from "./log-histogram.module.css";
import type { LogsView } from "./use-logs-view.ts";

/** The histogram's numbers, and the way to narrow the range without a pointer. */
export function HistogramTable({ view: { severities, ask }, histogram }: { view: LogsView; histogram: LogHistogram }) {
  const zone = useZone();
  const columns = drawn(severities).filter((severity) => histogram[severity] > 0);
  const points = histogram.points.filter((point) => columns.some((severity) => point[severity] > 0));
  const step = BigInt(histogram.stepNano);
  return (
    <Popover label="As a table" title="Lines over time">
      <div className={styles.table}>
        <table>
          <thead>
            <tr>
              <th scope="col">From</th>
              {columns.map((severity) => (
                <th key={severity} scope="col">
                  {severity}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {points.map((point) => {
              const from = BigInt(point.timeUnixNano);
              return (
                <tr key={point.timeUnixNano}>
                  <th scope="row">
                    <button
                      type="button"
                      onClick={() => ask({ ...absolute({ from, to: from + step }), live: undefined })}
                      title="Show only these"
                    >
                      {dateTimeText(from, zone)}
                    </button>
                  </th>
                  {columns.map((severity) => (
                    <td key={severity}>{countText(point[severity])}</td>
                  ))}
                </tr>
              );
            })}
          </tbody>
        </table>
      </div>
    </Popover>
  );
}
