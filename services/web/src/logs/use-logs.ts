import type { LogList } from "@throughline/api";
import { useInfiniteQuery } from "@tanstack/react-query";
import { api, type Parameters } from "../api/api.ts";

const PAGE = 200;
/** While another view is looked at, what was found here is kept for so long. */
export const KEPT_MS = 30 * 60_000;

/** Log records page by page, newest first. What a visit has found stays until it is asked anew: lines must not move under the reader. */
export function useLogs(visit: string, parameters: Parameters, isWanted: boolean) {
  return useInfiniteQuery({
    queryKey: ["logs", "list", visit, parameters],
    queryFn: ({ pageParam, signal }): Promise<LogList> => api.logs({ ...parameters, limit: PAGE, cursor: pageParam }, signal),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: ({ next }) => next ?? undefined,
    enabled: isWanted,
    staleTime: Infinity,
    gcTime: KEPT_MS,
  });
}
