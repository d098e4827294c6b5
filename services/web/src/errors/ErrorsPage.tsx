import { Link, useNavigate } from "@tanstack/react-router";
import { Failure } from "../parts/Failure.tsx";
import { Loading } from "../parts/Loading.tsx";
import { Notes } from "../parts/Notes.tsx";
import { ServiceName } from "../parts/ServiceName.tsx";
import { errorsRoute } from "../router.tsx";
import headStyles from "../services/head.module.css";
import { NameFilter } from "../services/NameFilter.tsx";
import { orderOf, orderText } from "../services/sort.ts";
import tableStyles from "../services/table.module.css";
import { useTitle } from "../shell/use-title.ts";
import { plural } from "../text/number.ts";
import { plainText } from "../text/plain-text.ts";
import { RangePicker } from "../time/RangePicker.tsx";
import { askedOrder, ERROR_COLUMNS, errorRows, NEWEST } from "./error-rows.ts";
import styles from "./errors.module.css";
import { ErrorTable } from "./ErrorTable.tsx";
import { useErrors } from "./use-errors.ts";

/** Which errors there are, since when, how many, and where in the code. */
export function ErrorsPage() {
  useTitle("Errors");
  const { start, end, sort, service, has = "" } = errorsRoute.useSearch();
  const navigate = useNavigate({ from: "/errors" });
  const range = { start, end };
  const order = orderOf(sort, ERROR_COLUMNS, NEWEST);
  const { data, error, refetch } = useErrors(service, range, askedOrder(order));
  const rows = data ? errorRows(data.errors, has, order) : [];
  return (
    <>
      <div className={headStyles.head}>
        <h1>Errors</h1>
        <NameFilter
          wanted={has}
          onName={(typed) => void navigate({ search: (given) => ({ ...given, has: typed }), replace: true, resetScroll: false })}
          label="Errors that have"
          placeholder="Filter"
        />
        {service !== undefined && (
          <span className={styles.chosen}>
            <span>
              of <ServiceName name={service} />
            </span>
            <Link to="/errors" search={(given) => ({ ...given, service: undefined })}>
              of all services
            </Link>
          </span>
        )}
        <div className={headStyles.range}>
          <RangePicker
            range={range}
            onRange={(chosen) => void navigate({ search: (given) => ({ ...given, start: chosen.start, end: chosen.end }) })}
          />
        </div>
      </div>
      {error && <Failure error={error} onRetry={() => void refetch()} />}
      {!data ? (
        !error && <Loading what="errors" height={420} />
      ) : (
        <>
          <Notes notes={data.notes} />
          {rows.length === 0 ? (
            <p className={tableStyles.empty}>
              {data.errors.length > 0
                ? `No error in this range has “${plainText(has)}” in it.`
                : "No errors in this range: no log record of severity error or fatal, no exception, no span that says why it failed."}
            </p>
          ) : (
            <>
              <p className={headStyles.summary} role="status">
                {data.total > data.errors.length
                  ? `${data.errors.length} of ${plural(data.total, "kind")} of errors`
                  : `${plural(rows.length, "kind")} of errors`}
              </p>
              <ErrorTable
                errors={rows}
                range={range}
                order={order}
                onOrder={(chosen) =>
                  void navigate({ search: (given) => ({ ...given, sort: orderText(chosen) }), replace: true, resetScroll: false })
                }
                ofOne={service !== undefined}
              />
            </>
          )}
        </>
      )}
    </>
  );
}
