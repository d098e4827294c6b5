import { useQuery } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { useMemo } from "react";
import { api } from "../api/api.ts";
import { Failure } from "../parts/Failure.tsx";
import { Loading } from "../parts/Loading.tsx";
import { Notes } from "../parts/Notes.tsx";
import { servicesRoute } from "../router.tsx";
import { DEFAULT_START } from "../time/range.ts";
import { ASKED } from "./asked.ts";
import { coveredSeconds, fromFirstCall } from "./rates.ts";
import { SERVICE_COLUMNS, serviceRows, sortedServices, TROUBLE } from "./service-rows.ts";
import { ServicesFilter } from "./ServicesFilter.tsx";
import { ServicesHead } from "./ServicesHead.tsx";
import { ServiceTable } from "./ServiceTable.tsx";
import { orderOf, orderText } from "./sort.ts";
import { Summary } from "./Summary.tsx";
import styles from "./table.module.css";
import { fresh } from "./fresh.ts";

/** The services as a table. */
export function ServiceListView() {
  const { start, end, sort, name = "" } = servicesRoute.useSearch();
  const navigate = useNavigate({ from: "/services" });
  const range = { start, end };
  const { data, error, refetch, dataUpdatedAt } = useQuery({
    queryKey: ["services", "list", start, end],
    queryFn: async ({ signal }) => {
      const parameters = { start: start ?? DEFAULT_START, end };
      const [services, red, stalls] = await Promise.all([
        api.services(parameters, signal),
        api.red({ ...parameters, kind: ASKED }, signal).then(fromFirstCall),
        api.stalls(parameters, signal),
      ]);
      return { services, red, stalls };
    },
    ...fresh(range),
  });
  const rows = useMemo(
    () =>
      data ? serviceRows(data.services.services, data.red.series, data.stalls.services, name, BigInt(dataUpdatedAt) * 1_000_000n) : [],
    [data, name, dataUpdatedAt],
  );
  const order = orderOf(sort, SERVICE_COLUMNS, TROUBLE);
  return (
    <>
      <ServicesHead>
        <ServicesFilter />
      </ServicesHead>
      {error && <Failure error={error} onRetry={() => void refetch()} />}
      {!data ? (
        !error && <Loading what="services" height={420} />
      ) : (
        <>
          <Summary
            red={data.red.total}
            seconds={coveredSeconds(data.red.total, range, dataUpdatedAt)}
            since={data.red.since}
            services={rows.length}
          />
          <Notes notes={notesOf(data)} />
          {rows.length === 0 ? (
            <p className={styles.empty}>
              {name === "" ? "No service has sent anything in this range." : `No service has “${name}” in its name.`}
            </p>
          ) : (
            <ServiceTable
              rows={sortedServices(rows, order)}
              seconds={coveredSeconds(data.red.total, range, dataUpdatedAt)}
              range={range}
              order={order}
              onOrder={(chosen) => void navigate({ search: (given) => ({ ...given, sort: orderText(chosen) }), replace: true })}
            />
          )}
        </>
      )}
    </>
  );
}

/** Each code once: several answers may say the same. That there are no requests the rows say. */
function notesOf(data: Record<"services" | "red" | "stalls", { notes: readonly { code: string; message: string }[] }>) {
  const all = [...data.services.notes, ...data.red.notes, ...data.stalls.notes];
  return [...new Map(all.map((note) => [note.code, note])).values()].filter(
    ({ code }) => code !== "still_arriving" && code !== "no_match",
  ) as Parameters<typeof Notes>[0]["notes"];
}
