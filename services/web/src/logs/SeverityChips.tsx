import type { LogHistogram } from "@throughline/api";
import { countText } from "../text/number.ts";
import styles from "./chips.module.css";
import { toggled } from "./logs-search.ts";
import { SEVERITIES } from "./severity.ts";
import type { LogsView } from "./use-logs-view.ts";

/** How many lines of each severity there are; a click shows only those. */
export function SeverityChips({ view: { severities, ask }, histogram }: { view: LogsView; histogram: LogHistogram | undefined }) {
  return (
    <div className={styles.chips} role="group" aria-label="Severity">
      {SEVERITIES.map((severity) => {
        const count = histogram?.[severity];
        if (severity === "unset" && !count && !severities.includes(severity)) return null;
        return (
          <button
            key={severity}
            type="button"
            className={styles.severity}
            data-severity={severity}
            aria-pressed={severities.includes(severity)}
            onClick={() => ask({ severity: toggled(severities, severity).join(",") })}
          >
            <span className={styles.mark} aria-hidden="true" />
            {severity === "unset" ? "no severity" : severity}{" "}
            <span className={styles.count}>{count === undefined ? "…" : countText(count)}</span>
          </button>
        );
      })}
    </div>
  );
}
