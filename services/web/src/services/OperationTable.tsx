import { Link } from "@tanstack/react-router";
import { plural } from "../text/number.ts";
import { plainText } from "../text/plain-text.ts";
import type { Range } from "../time/range.ts";
import { DurationCell } from "./DurationCell.tsx";
import { ErrorShare } from "./ErrorShare.tsx";
import { type Operation, type OperationColumn, sortedOperations } from "./operation-rows.ts";
import { traceQuery } from "./query-text.ts";
import { perOf, rateText } from "./rates.ts";
import type { Order } from "./sort.ts";
import { SortHead } from "./SortHead.tsx";
import { Sparkline } from "./Sparkline.tsx";
import styles from "./table.module.css";

/** What a service does: its operations, each with the way to its charts and to its traces. */
export function OperationTable({
  service,
  operations,
  chosen,
  seconds,
  range,
  order,
  onOrder,
}: {
  service: string;
  operations: readonly Operation[];
  chosen: { operation?: string | undefined; kind?: string | undefined };
  seconds: number;
  range: Range;
  order: Order<OperationColumn>;
  onOrder: (order: Order<OperationColumn>) => void;
}) {
  const head = { order, onOrder };
  const per = perOf(
    operations.map(({ calls }) => calls),
    seconds,
  );
  return (
    <div className={styles.room}>
      <table className={styles.table} aria-label="Operations">
        <thead>
          <tr>
            <SortHead column="name" label="Operation" isText {...head} />
            <SortHead column="kind" label="Kind" isText className={styles.spare} {...head} />
            <th scope="col" className={styles.spare}>
              Over time
            </th>
            <SortHead column="rate" label="Calls" {...head} />
            <SortHead column="errors" label="Errors" {...head} />
            <SortHead column="p50" label="p50" className={styles.spare} {...head} />
            <SortHead column="p95" label="p95" {...head} />
            <SortHead column="p99" label="p99" className={styles.spare} {...head} />
            <th scope="col" className={styles.number}>
              Find
            </th>
          </tr>
        </thead>
        <tbody>
          {sortedOperations(operations, order).map((one) => {
            const operation = one.operation ?? "";
            const kind = one.kind ?? undefined;
            const isChosen = chosen.operation === operation && (chosen.kind ?? kind) === kind;
            return (
              <tr key={`${kind} ${operation}`} aria-current={isChosen ? "true" : undefined}>
                <th scope="row">
                  <Link to="/services/$service" params={{ service }} search={(given) => ({ ...given, operation, kind })}>
                    {plainText(operation) || "(no name)"}
                  </Link>
                </th>
                <td className={`${styles.quiet} ${styles.spare}`}>{kind}</td>
                <td className={styles.spare}>
                  <Sparkline calls={one.points.map(({ calls }) => calls)} errors={one.points.map(({ errors }) => errors)} />
                </td>
                <td className={styles.number} title={plural(one.calls, "call")}>
                  {rateText(one.calls, seconds, per)}
                </td>
                <td className={styles.number}>
                  <ErrorShare calls={one.calls} errors={one.errors} />
                </td>
                <DurationCell nanos={one.p50Nano} className={styles.spare} />
                <DurationCell nanos={one.p95Nano} />
                <DurationCell nanos={one.p99Nano} className={styles.spare} />
                <td className={styles.number}>
                  <Link
                    to="/"
                    search={{ ...range, q: traceQuery({ service, operation, kind }) }}
                    aria-label={`Traces of ${plainText(operation)}`}
                  >
                    traces
                  </Link>
                </td>
              </tr>
            );
          })}
        </tbody>
      </table>
    </div>
  );
}
