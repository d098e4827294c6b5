import { useCallback, useMemo, useState } from "react";
import { Chart } from "../parts/Chart.tsx";
import { nowNanos } from "../time/range.ts";
import { whenText } from "../time/time-text.ts";
import { useZone } from "../time/zone.ts";
import { type Line, linesOptions, type Unit, unitText } from "./chart-options.ts";
import styles from "./line-chart.module.css";

const HEIGHT = 170;

/** A chart of lines over time with its title, what each line is, and the numbers under the pointer. A part of the time can be chosen. */
export function LineChart({
  title,
  times,
  lines,
  values,
  unit,
  onBrush,
}: {
  title: string;
  /** Unix seconds. */
  times: number[];
  lines: readonly Line[];
  /** Of each line. */
  values: readonly (number | null)[][];
  unit: Unit;
  onBrush?: (from: number, to: number) => void;
}) {
  const zone = useZone();
  const [index, setIndex] = useState<number | null>(null);
  const options = useCallback(
    (colours: Parameters<ReturnType<typeof linesOptions>>[0]) =>
      linesOptions({ lines, unit, zone, onPoint: setIndex, ...(onBrush && { onBrush }) })(colours),
    [lines, unit, zone, onBrush],
  );
  const data = useMemo((): [number[], ...(number | null)[][]] => [times, ...values], [times, values]);
  const time = index === null ? undefined : times[index];
  return (
    <figure className={styles.figure}>
      <figcaption className={styles.caption}>
        <span className={styles.title}>{title}</span>
        <span className={styles.legend}>
          {lines.map(({ label, colour }, line) => (
            <span key={label}>
              <span className={styles.swatch} style={{ background: `var(--${colour})` }} aria-hidden="true" />
              {label}
              {time !== undefined && <b>{textOf(values[line]?.[index ?? 0], unit)}</b>}
            </span>
          ))}
          {time !== undefined && <span>{whenText(BigInt(time) * 1_000_000_000n, zone, nowNanos()).replace(/\.\d+$/, "")}</span>}
        </span>
      </figcaption>
      <Chart label={`${title}: ${lines.map(({ label }) => label).join(", ")} over time`} options={options} data={data} height={HEIGHT} />
    </figure>
  );
}

function textOf(value: number | null | undefined, unit: Unit): string {
  return value === null || value === undefined ? "–" : unitText(value, unit);
}
