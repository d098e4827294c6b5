import { useQuery } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { useMemo } from "react";
import { api } from "../api/api.ts";
import { Failure } from "../parts/Failure.tsx";
import { Loading } from "../parts/Loading.tsx";
import { Notes } from "../parts/Notes.tsx";
import { servicesRoute } from "../router.tsx";
import { plainText } from "../text/plain-text.ts";
import { DEFAULT_START } from "../time/range.ts";
import { fresh } from "./fresh.ts";
import { NameFilter } from "./NameFilter.tsx";
import { openRows } from "./open-rows.ts";
import { OpenTable } from "./OpenTable.tsx";
import { ServicesHead } from "./ServicesHead.tsx";
import styles from "./table.module.css";

/** What has not ended, of all services, in groups. */
export function OpenView() {
  const { start, end, name = "" } = servicesRoute.useSearch();
  const navigate = useNavigate({ from: "/services" });
  const range = { start, end };
  const { data, error, refetch } = useQuery({
    queryKey: ["services", "stalls", start, end],
    queryFn: ({ signal }) => api.stalls({ start: start ?? DEFAULT_START, end }, signal),
    ...fresh(range),
  });
  const rows = useMemo(() => (data ? openRows(data.services, name) : []), [data, name]);
  return (
    <>
      <ServicesHead>
        <NameFilter
          wanted={name}
          onName={(typed) => void navigate({ search: (given) => ({ ...given, name: typed }), replace: true, resetScroll: false })}
        />
      </ServicesHead>
      {error && <Failure error={error} onRetry={() => void refetch()} />}
      {!data ? (
        !error && <Loading what="open spans" height={420} />
      ) : (
        <>
          <Notes notes={data.notes.filter(({ code }) => code !== "still_arriving")} />
          {rows.length === 0 ? (
            <p className={styles.empty}>
              {`No span that began in this range is known not to have ended${name === "" ? "" : `, of a service with “${plainText(name)}” in its name`}. Spans are reported once they have run for five seconds; that needs our SDK.`}
            </p>
          ) : (
            <OpenTable rows={rows} range={range} />
          )}
        </>
      )}
    </>
  );
}
