import type { ErrorGroup } from "@throughline/api";
import { Link } from "@tanstack/react-router";
import { ServiceName } from "../parts/ServiceName.tsx";
import { walkRows } from "../parts/walk-rows.ts";
import { placeText } from "../services/instance-text.ts";
import type { Order } from "../services/sort.ts";
import { SortHead } from "../services/SortHead.tsx";
import tableStyles from "../services/table.module.css";
import { countText, plural } from "../text/number.ts";
import { plainText } from "../text/plain-text.ts";
import type { Range } from "../time/range.ts";
import { Time } from "../time/Time.tsx";
import { CountColumns } from "./CountColumns.tsx";
import { type ErrorColumn, errorText } from "./error-rows.ts";
import styles from "./errors.module.css";

/** Kinds of errors: how many, when, of which service, what they say and where in the code. */
export function ErrorTable({
  errors,
  range,
  order,
  onOrder,
  ofOne = false,
}: {
  errors: readonly ErrorGroup[];
  range: Range;
  order: Order<ErrorColumn>;
  onOrder: (order: Order<ErrorColumn>) => void;
  /** All are of one service, which need not be said. */
  ofOne?: boolean;
}) {
  const head = { order, onOrder };
  return (
    <div className={tableStyles.room}>
      <table className={`${tableStyles.table} ${styles.table}`} aria-label="Errors by kind">
        <thead>
          <tr>
            <SortHead column="count" label="Count" {...head} />
            <th scope="col" className={tableStyles.spare}>
              Over time
            </th>
            <SortHead column="first" label="First" {...head} />
            <SortHead column="last" label="Last" className={tableStyles.spare} {...head} />
            {!ofOne && <SortHead column="service" label="Service" isText className={tableStyles.spare} {...head} />}
            <th scope="col">Error</th>
          </tr>
        </thead>
        <tbody>
          {errors.map((error) => (
            <Row key={keyOf(error)} error={error} range={range} ofOne={ofOne} />
          ))}
        </tbody>
      </table>
    </div>
  );
}

function keyOf({ service, type, message, operation, frame }: ErrorGroup): string {
  return JSON.stringify([service, type, message, operation, frame]);
}

function Row({ error, range, ofOne }: { error: ErrorGroup; range: Range; ofOne: boolean }) {
  const { service, operation, frame, count, records, spans, counts, isNew, first, last, logQuery, traceQuery } = error;
  const said = plainText(errorText(error));
  const text = (
    <span className={styles.what} title={said}>
      {said}
    </span>
  );
  const name = (
    <Link to="/services/$service" params={{ service }} search={range}>
      <ServiceName name={service} />
    </Link>
  );
  return (
    <tr>
      <td className={tableStyles.number} title={`${plural(records, "log record")}, ${plural(spans, "span")}`}>
        <span className={tableStyles.failed}>{countText(count)}</span>
      </td>
      <td className={tableStyles.spare}>
        <CountColumns counts={counts} />
      </td>
      <td className={tableStyles.number}>
        <When occurrence={first} />
        {isNew === true && (
          <span className={styles.new} title="There was none in the time before, as long as this range">
            new
          </span>
        )}
      </td>
      <td className={`${tableStyles.number} ${tableStyles.spare}`}>
        <When occurrence={last} />
      </td>
      {!ofOne && <td className={`${styles.service} ${tableStyles.spare}`}>{name}</td>}
      <th scope="row" className={styles.error}>
        {logQuery === null ? (
          <Link to="/" search={{ ...range, q: traceQuery ?? "" }} preload={false} onKeyDown={walkRows}>
            {text}
          </Link>
        ) : (
          <Link to="/logs" search={{ ...range, q: logQuery }} preload={false} onKeyDown={walkRows}>
            {text}
          </Link>
        )}
        <span className={styles.facts}>
          {!ofOne && <span className={tableStyles.narrow}>{name}</span>}
          {frame && (
            <span title={plainText(frame.file)}>
              <code>{plainText(frame.function)}</code> <code className={styles.quiet}>{plainText(placeText(frame))}</code>
            </span>
          )}
          {operation !== null && <span className={styles.quiet}>in {plainText(operation)}</span>}
          {logQuery !== null && traceQuery !== null && (
            <Link to="/" search={{ ...range, q: traceQuery }} preload={false}>
              traces
            </Link>
          )}
          <TraceLink occurrence={first} label="first trace" />
          {last.traceId !== first.traceId && <TraceLink occurrence={last} label="last trace" />}
        </span>
      </th>
    </tr>
  );
}

function When({ occurrence: { timeUnixNano } }: { occurrence: ErrorGroup["first"] }) {
  return (
    <span className={styles.when}>
      <Time unixNano={timeUnixNano} />{" "}
      <span className={styles.quiet}>
        <Time unixNano={timeUnixNano} as="ago" />
      </span>{" "}
    </span>
  );
}

function TraceLink({ occurrence: { traceId, spanId }, label }: { occurrence: ErrorGroup["first"]; label: string }) {
  if (traceId === "") return null;
  return (
    <Link to="/traces/$traceId" params={{ traceId }} search={spanId === "" ? {} : { span: spanId }} preload={false}>
      {label}
    </Link>
  );
}
