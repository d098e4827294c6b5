import { useQuery } from "@tanstack/react-query";
import { api } from "../api/api.ts";
import { Failure } from "../parts/Failure.tsx";
import { Loading } from "../parts/Loading.tsx";
import { Notes } from "../parts/Notes.tsx";
import { servicesRoute } from "../router.tsx";
import { plainText } from "../text/plain-text.ts";
import { DEFAULT_START } from "../time/range.ts";
import { culpritRows } from "./culprit-rows.ts";
import { CulpritTable } from "./CulpritTable.tsx";
import { fresh } from "./fresh.ts";
import { openRows } from "./open-rows.ts";
import { OpenTable } from "./OpenTable.tsx";
import { ServicesFilter } from "./ServicesFilter.tsx";
import { ServicesHead } from "./ServicesHead.tsx";
import styles from "./table.module.css";

/** What holds services up, of all of them, in groups: spans that have not ended, or code that blocked event loops. */
export function StallView({ of }: { of: "open" | "blocked" }) {
  const { start, end, name = "" } = servicesRoute.useSearch();
  const range = { start, end };
  const { data, error, refetch } = useQuery({
    queryKey: ["services", "stalls", start, end],
    queryFn: ({ signal }) => api.stalls({ start: start ?? DEFAULT_START, end }, signal),
    ...fresh(range),
  });
  const open = of === "open" ? openRows(data?.services ?? [], name) : [];
  const culprits = of === "blocked" ? culpritRows(data?.services ?? [], name) : [];
  return (
    <>
      <ServicesHead>
        <ServicesFilter />
      </ServicesHead>
      {error && <Failure error={error} onRetry={() => void refetch()} />}
      {!data ? (
        !error && <Loading what="what holds services up" height={420} />
      ) : (
        <>
          <Notes notes={data.notes.filter(({ code }) => code !== "still_arriving")} />
          {open.length > 0 && <OpenTable rows={open} range={range} />}
          {culprits.length > 0 && <CulpritTable culprits={culprits} range={range} />}
          {open.length + culprits.length === 0 && <p className={styles.empty}>{noneText(of, name)}</p>}
        </>
      )}
    </>
  );
}

function noneText(of: "open" | "blocked", name: string): string {
  const whose = name === "" ? "" : ` of a service with “${plainText(name)}” in its name`;
  return of === "open"
    ? `No span${whose} that began in this range is known not to have ended. Spans are reported once they have run for five seconds; that needs our SDK.`
    : `No event loop${whose} is known to have been blocked in this range; to be told needs our SDK.`;
}
