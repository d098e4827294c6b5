import { Link } from "@tanstack/react-router";
import { ServiceName } from "../parts/ServiceName.tsx";
import { countText } from "../text/number.ts";
import { plainText } from "../text/plain-text.ts";
import { nowNanos, type Range } from "../time/range.ts";
import { Time } from "../time/Time.tsx";
import { placeText } from "./instance-text.ts";
import { type OpenRow, stuckSince } from "./open-rows.ts";
import { traceQuery } from "./query-text.ts";
import styles from "./table.module.css";

/** Spans that have not ended, by operation and by where they were started: how many, since when, and whether others end. */
export function OpenTable({ rows, range }: { rows: readonly OpenRow[]; range: Range }) {
  return (
    <div className={styles.room}>
      <table className={styles.table} aria-label="Open spans, the oldest first">
        <thead>
          <tr>
            <th scope="col">Operation</th>
            <th scope="col" className={styles.spare}>
              Started at
            </th>
            <th scope="col" className={styles.number}>
              Open
            </th>
            <th scope="col">Oldest since</th>
            <th scope="col" className={styles.spare}>
              Newest
            </th>
            <th scope="col" className={styles.spare}>
              Others of it
            </th>
            <th scope="col" className={styles.spare}>
              Find
            </th>
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <Row key={JSON.stringify([row.service, row.name, row.kind, row.function, row.file, row.line])} row={row} range={range} />
          ))}
        </tbody>
      </table>
    </div>
  );
}

function Row({ row, range }: { row: OpenRow; range: Range }) {
  const { service, name, kind, oldest, count, lost, newestStartUnixNano, reportedUnixNano } = row;
  const place = row.file !== null && (
    <span title={row.file}>
      <code>{plainText(row.function ?? "(anonymous)")}</code> <code className={styles.quiet}>{plainText(placeText(row))}</code>
    </span>
  );
  const others = (
    <>
      <Others row={row} />
      {lost > 0 && (
        <div className={styles.quiet}>
          {lost === count ? "no longer heard of" : `${countText(lost)} no longer heard of`}, last at <Time unixNano={reportedUnixNano} />
        </div>
      )}
    </>
  );
  return (
    <tr>
      <th scope="row">
        <Link to="/services/$service" params={{ service }} search={range}>
          <ServiceName name={service} />
        </Link>{" "}
        {plainText(name) || "(no name)"} <span className={styles.quiet}>{kind}</span>
        <span className={styles.narrow}>
          {place} {others}
        </span>
      </th>
      <td className={`${styles.code} ${styles.spare}`}>{place || <span className={styles.quiet}>not noted</span>}</td>
      <td className={styles.number}>
        <span className={styles.open}>{countText(count)}</span>
      </td>
      <td>
        <Link to="/traces/$traceId" params={{ traceId: oldest.traceId }} search={{ span: oldest.spanId }} title="The trace of the oldest">
          <Time unixNano={oldest.startTimeUnixNano} />
        </Link>{" "}
        <span className={styles.quiet}>
          <Time unixNano={oldest.startTimeUnixNano} as="ago" />
        </span>
      </td>
      <td className={styles.spare}>
        <Time unixNano={newestStartUnixNano} />
      </td>
      <td className={styles.spare}>{others}</td>
      <td className={styles.spare}>
        <Link
          to="/"
          search={{ ...range, q: traceQuery({ service, operation: name, kind, further: "span.throughline.span.age_nano > 0" }) }}
        >
          traces
        </Link>
      </td>
    </tr>
  );
}

/** Whether spans of the same operation end. */
function Others({ row }: { row: OpenRow }) {
  if (row.noneEndedSinceUnixNano === null) return <span className={styles.failed}>none of the range has ended</span>;
  if (stuckSince(row, nowNanos()) === undefined) return "end";
  return (
    <span className={styles.failed}>
      none begun since <Time unixNano={row.noneEndedSinceUnixNano} /> has ended
    </span>
  );
}
