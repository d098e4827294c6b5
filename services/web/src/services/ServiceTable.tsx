import { durationText } from "@throughline/model";
import type { Red } from "@throughline/api";
import { Link } from "@tanstack/react-router";
import { ServiceName } from "../parts/ServiceName.tsx";
import { countText, plural } from "../text/number.ts";
import type { Range } from "../time/range.ts";
import { DurationCell } from "./DurationCell.tsx";
import { ErrorShare } from "./ErrorShare.tsx";
import { perOf, rateText } from "./rates.ts";
import type { ServiceColumn, ServiceRow } from "./service-rows.ts";
import type { Order } from "./sort.ts";
import { SortHead } from "./SortHead.tsx";
import { Sparkline } from "./Sparkline.tsx";
import styles from "./table.module.css";

/** Services with what they were asked for, how it went, and what held them up. */
export function ServiceTable({
  rows,
  seconds,
  range,
  order,
  onOrder,
}: {
  rows: readonly ServiceRow[];
  /** Length of the range. */
  seconds: number;
  range: Range;
  order: Order<ServiceColumn>;
  onOrder: (order: Order<ServiceColumn>) => void;
}) {
  const head = { order, onOrder };
  const per = perOf(
    rows.map(({ red }) => red?.calls ?? 0),
    seconds,
  );
  return (
    <div className={styles.room}>
      <table className={styles.table} aria-label="Services">
        <thead>
          <tr>
            <SortHead column="name" label="Service" isText {...head} />
            <th scope="col" className={styles.spare}>
              Over time
            </th>
            <SortHead column="rate" label="Requests" {...head} />
            <SortHead column="errors" label="Errors" {...head} />
            <SortHead column="p50" label="p50" className={styles.spare} {...head} />
            <SortHead column="p95" label="p95" {...head} />
            <SortHead column="p99" label="p99" className={styles.spare} {...head} />
            <SortHead column="blocked" label="Blocked" className={styles.spare} {...head} />
            <SortHead column="open" label="Open" className={styles.spare} {...head} />
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <Row key={row.name} row={row} rate={(calls) => rateText(calls, seconds, per)} range={range} />
          ))}
        </tbody>
      </table>
    </div>
  );
}

type RateText = (calls: number) => string;

function Row({ row: { name, red, spans, stalls, verdict }, rate, range }: { row: ServiceRow; rate: RateText; range: Range }) {
  const blocked = stalls && <Blocked name={name} blocks={stalls.blocks} range={range} />;
  const open = stalls && <Open name={name} openSpans={stalls.openSpans} range={range} />;
  return (
    <tr>
      <th scope="row">
        <Link to="/services/$service" params={{ service: name }} search={range}>
          <ServiceName name={name} />
        </Link>
        {verdict !== undefined && (
          <Link to="/services" search={{ ...range, view: "open", name }} className={styles.verdict}>
            {verdict}
          </Link>
        )}
        {/* Where there is no room for columns of their own. */}
        <span className={styles.narrow}>
          {blocked} {open}
        </span>
      </th>
      {red ? (
        <Requests red={red} rate={rate} />
      ) : (
        <td colSpan={6} className={styles.quiet}>
          {spans > 0 ? `No requests; ${plural(spans, "span")} of its own` : "No spans in this range"}
        </td>
      )}
      <td className={`${styles.number} ${styles.spare}`}>{blocked}</td>
      <td className={`${styles.number} ${styles.spare}`}>{open}</td>
    </tr>
  );
}

type Stalls = NonNullable<ServiceRow["stalls"]>;

function Blocked({ name, blocks: { count, longestNano }, range }: { name: string; blocks: Stalls["blocks"]; range: Range }) {
  if (count === 0) return null;
  return (
    <Link
      to="/services"
      search={{ ...range, view: "blocked", name }}
      className={styles.blocked}
      title={`Event loop blocked ${plural(count, "time")}: by what`}
    >
      {countText(count)} × up to {durationText(BigInt(longestNano))}
    </Link>
  );
}

function Open({ name, openSpans: { count }, range }: { name: string; openSpans: Stalls["openSpans"]; range: Range }) {
  if (count === 0) return null;
  return (
    <Link to="/services" search={{ ...range, view: "open", name }} className={styles.open} title="Spans that have not ended, in groups">
      {countText(count)} open
    </Link>
  );
}

function Requests({ red, rate }: { red: Red["series"][number]; rate: RateText }) {
  return (
    <>
      <td className={styles.spare}>
        <Sparkline calls={red.points.map(({ calls }) => calls)} errors={red.points.map(({ errors }) => errors)} />
      </td>
      <td className={styles.number} title={plural(red.calls, "request")}>
        {rate(red.calls)}
      </td>
      <td className={styles.number}>
        <ErrorShare calls={red.calls} errors={red.errors} />
      </td>
      <DurationCell nanos={red.p50Nano} className={styles.spare} />
      <DurationCell nanos={red.p95Nano} />
      <DurationCell nanos={red.p99Nano} className={styles.spare} />
    </>
  );
}
