import { useQuery } from "@tanstack/react-query";
import { type RefObject, useEffect, useRef, useState } from "react";
import { api } from "../api/api.ts";
import { KEPT_MS } from "./use-logs.ts";

/**
 * The record that the URL names, where the list does not have it: it stands on top of it. Once it is there it stays, also when its place is reached.
 * @param isListed undefined: not known yet
 */
export function usePinned(id: string | undefined, isListed: boolean | undefined, list: RefObject<HTMLDivElement | null>) {
  const [pinnedId, setPinnedId] = useState<string>();
  const [judged, setJudged] = useState<string>();
  const isJudged = isListed !== undefined && id !== undefined;
  if (judged !== (isJudged ? id : undefined)) {
    setJudged(isJudged ? id : undefined);
    setPinnedId(isJudged && !isListed ? id : undefined);
  }
  const { data, error, isLoading } = useQuery({
    queryKey: ["logs", "record", pinnedId],
    queryFn: ({ signal }) => api.logContext({ id: pinnedId, before: 0, after: 0 }, signal),
    enabled: pinnedId !== undefined,
    staleTime: Infinity,
    gcTime: KEPT_MS,
  });
  const log = pinnedId === undefined ? undefined : data?.log;

  // Chosen further below, among the lines around another: it is on top now.
  const wasThere = useRef(log?.id);
  useEffect(() => {
    if (log && wasThere.current !== log.id) list.current?.scrollTo({ top: 0 });
    wasThere.current = log?.id;
  }, [log, list]);
  return { log, error, isLoading };
}
