import { Link, useNavigate } from "@tanstack/react-router";
import { Failure } from "../parts/Failure.tsx";
import { Loading } from "../parts/Loading.tsx";
import { Notes } from "../parts/Notes.tsx";
import { serviceRoute } from "../router.tsx";
import { orderOf, orderText } from "../services/sort.ts";
import type { Range } from "../time/range.ts";
import { askedOrder, ERROR_COLUMNS, errorRows, NEWEST } from "./error-rows.ts";
import styles from "./errors.module.css";
import { ErrorTable } from "./ErrorTable.tsx";
import { useErrors } from "./use-errors.ts";

/** As many as leave room for what else there is of a service. */
const SHOWN = 10;

/** The errors of one service, on its page. */
export function ServiceErrors({ service, range }: { service: string; range: Range }) {
  const { errors: sort } = serviceRoute.useSearch();
  const navigate = useNavigate({ from: "/services/$service" });
  const order = orderOf(sort, ERROR_COLUMNS, NEWEST);
  const { data, error, refetch } = useErrors(service, range, askedOrder(order));
  return (
    <section className={styles.section} aria-label="Errors">
      <h2>
        Errors
        {data && data.total > SHOWN && (
          <Link to="/errors" search={{ ...range, service }} className={styles.all}>
            all {data.total}
          </Link>
        )}
      </h2>
      {error && <Failure error={error} onRetry={() => void refetch()} />}
      {!data ? (
        !error && <Loading what="errors" height={120} />
      ) : (
        <>
          <Notes notes={data.notes} />
          {data.errors.length === 0 ? (
            <p className={styles.quiet}>None in this range.</p>
          ) : (
            <ErrorTable
              errors={errorRows(data.errors, "", order).slice(0, SHOWN)}
              range={range}
              order={order}
              onOrder={(chosen) =>
                void navigate({ search: (given) => ({ ...given, errors: orderText(chosen) }), replace: true, resetScroll: false })
              }
              ofOne
            />
          )}
        </>
      )}
    </section>
  );
}
