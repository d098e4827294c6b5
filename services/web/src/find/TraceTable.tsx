import { durationText } from "@throughline/model";
import type { TraceSummary } from "@throughline/api";
import { Link } from "@tanstack/react-router";
import { serviceColour } from "../colour/service-colour.ts";
import { useTheme } from "../colour/use-theme.ts";
import { walkRows } from "../parts/walk-rows.ts";
import { countText } from "../text/number.ts";
import { plainText } from "../text/plain-text.ts";
import { Time } from "../time/Time.tsx";
import { type Column, type Order, ordered, toggled } from "./trace-order.ts";
import { stateOf } from "./trace-state.ts";
import styles from "./trace-table.module.css";

const COLUMNS = { time: "Began", name: "Root", duration: "Duration", spans: "Spans", errors: "Errors" } as const satisfies Record<
  Column,
  string
>;

/** The traces that were found, a row each, which leads to the trace. */
export function TraceTable({
  traces,
  order,
  onOrder,
}: {
  traces: readonly TraceSummary[];
  order: Order;
  onOrder: (sort: string | undefined) => void;
}) {
  const longest = traces.reduce((most, { durationNano }) => Math.max(most, Number(durationNano)), 1);
  return (
    <table className={styles.traces}>
      <caption className={styles.hidden}>Traces that were found</caption>
      <thead>
        <tr>
          {(Object.entries(COLUMNS) as [Column, string][]).map(([column, name]) => (
            <th key={column} className={styles[column]} aria-sort={sortOf(order, column)}>
              <button type="button" onClick={() => onOrder(toggled(order, column))}>
                {name}
                <span aria-hidden="true">{order.column === column && (order.isReversed ? " ▴" : " ▾")}</span>
              </button>
            </th>
          ))}
          <th className={styles.services}>Services</th>
        </tr>
      </thead>
      <tbody>
        {ordered(traces, order).map((trace) => (
          <Row key={trace.traceId} trace={trace} longest={longest} />
        ))}
      </tbody>
    </table>
  );
}

function sortOf({ column, isReversed }: Order, of: Column): "ascending" | "descending" | undefined {
  if (column !== of) return undefined;
  return (of === "name") === isReversed ? "descending" : "ascending";
}

function Row({ trace, longest }: { trace: TraceSummary; longest: number }) {
  const { traceId, rootService, rootName, startTimeUnixNano, durationNano, spanCount, errorCount, openCount, services } = trace;
  const theme = useTheme();
  const state = stateOf(trace);
  const names = plainText(services.join(", "));
  return (
    <tr data-state={state}>
      <td className={styles.time}>
        <Time unixNano={startTimeUnixNano} />
        <span className={styles.ago}>
          <Time unixNano={startTimeUnixNano} as="ago" />
        </span>
      </td>
      <th scope="row" className={styles.name}>
        <Link to="/traces/$traceId" params={{ traceId }} preload={false} onKeyDown={walkRows}>
          {rootService === null ? (
            <span className={styles.quiet}>no root stored</span>
          ) : (
            <>
              <span className={styles.dot} style={{ background: serviceColour(rootService, theme) }} aria-hidden="true" />
              <span className={styles.quiet}>{plainText(rootService)}</span> {plainText(rootName ?? "")}
            </>
          )}
        </Link>
      </th>
      <td className={styles.duration}>
        <span>
          {durationText(BigInt(durationNano))}
          {openCount > 0 && <span className={styles.hidden}> so far</span>}
        </span>
        <span className={styles.bar} aria-hidden="true">
          <span style={{ width: `${(Number(durationNano) / longest) * 100}%` }} />
        </span>
      </td>
      <td className={styles.spans}>{countText(spanCount)}</td>
      <td className={styles.errors}>
        {errorCount > 0 && (
          <span className={styles.error}>
            {countText(errorCount)}
            {/* For copying and for screen readers: the numbers beside each other would read as one. */}
            <span className={styles.hidden}>{`${errorCount === 1 ? " error" : " errors"}${openCount > 0 ? ", " : ""}`}</span>
          </span>
        )}
        {openCount > 0 && <span className={styles.open}>{countText(openCount)} open</span>}
      </td>
      <td className={styles.services}>
        <span className={styles.hidden}>{names}</span>
        <span className={styles.dots} title={names} aria-hidden="true">
          {services.map((service) => (
            <span key={service} className={styles.dot} style={{ background: serviceColour(service, theme) }} />
          ))}
        </span>
      </td>
    </tr>
  );
}
