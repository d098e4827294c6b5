import { useQuery } from "@tanstack/react-query";
import { Navigate } from "@tanstack/react-router";
import { api } from "../api/api.ts";
import { Failure } from "../parts/Failure.tsx";
import { Loading } from "../parts/Loading.tsx";
import styles from "./token-found.module.css";
import { WordsFound } from "./WordsFound.tsx";

/** One token: leads to the trace or the action whose ID it is; else it is a word. What looks like an ID and is none is told so. */
export function TokenFound({ id, isPlain }: { id: string; isPlain: boolean }) {
  const { data, error, refetch } = useQuery({ queryKey: ["find", "lookup", id], queryFn: ({ signal }) => api.lookup(id, signal) });
  if (error) return <Failure error={error} onRetry={() => void refetch()} />;
  if (!data) return <Loading what="what this ID is" height={560} />;
  const { traceId, correlationId } = data;
  if (traceId !== null) return <Navigate to="/traces/$traceId" params={{ traceId }} search={{}} replace />;
  if (correlationId !== null) return <Navigate to="/correlations/$correlationId" params={{ correlationId }} search={{}} replace />;
  return (
    <>
      {!isPlain && (
        <p className={styles.nothing} role="status">
          Nothing with this ID is stored, neither a trace nor a correlation ID <code>{id}</code>: it was not received, or is older than the
          retention. Below is what mentions it.
        </p>
      )}
      <WordsFound words={id} />
    </>
  );
}
