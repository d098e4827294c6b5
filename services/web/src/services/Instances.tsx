import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { api } from "../api/api.ts";
import { Failure } from "../parts/Failure.tsx";
import { Loading } from "../parts/Loading.tsx";
import { Notes } from "../parts/Notes.tsx";
import { plural } from "../text/number.ts";
import { DEFAULT_START, type Range } from "../time/range.ts";
import { fresh } from "./fresh.ts";
import { InstanceCard } from "./InstanceCard.tsx";
import styles from "./instances.module.css";
import sectionStyles from "./service.module.css";

/** So many are shown at once. */
const SHOWN = 10;

/** The processes of a service: what blocked their event loops, how late these were, what was sampled and what was lost. */
export function Instances({ service, range }: { service: string; range: Range }) {
  const [isWhole, setWhole] = useState(false);
  const { data, error, refetch } = useQuery({
    queryKey: ["services", "instances", service, range.start, range.end],
    queryFn: ({ signal }) => api.instances({ service, start: range.start ?? DEFAULT_START, end: range.end }, signal),
    ...fresh(range),
  });
  return (
    <section className={sectionStyles.section} aria-label="Instances">
      <h2>Instances</h2>
      {error && <Failure error={error} onRetry={() => void refetch()} />}
      {!data ? (
        !error && <Loading what="instances" height={260} />
      ) : (
        <>
          <Notes notes={data.notes} />
          <div className={styles.instances}>
            {data.instances.slice(0, isWhole ? undefined : SHOWN).map((instance) => (
              <InstanceCard
                key={instance.id}
                service={service}
                instance={instance}
                stepNano={data.stepNano}
                isAlone={data.instances.length === 1}
                range={range}
              />
            ))}
          </div>
          {data.instances.length > SHOWN && (
            <button type="button" aria-expanded={isWhole} onClick={() => setWhole(!isWhole)}>
              {isWhole ? `Show the first ${SHOWN}` : `Show all ${plural(data.instances.length, "instance")}`}
            </button>
          )}
        </>
      )}
    </section>
  );
}
