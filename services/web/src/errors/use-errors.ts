import { useQuery } from "@tanstack/react-query";
import { api } from "../api/api.ts";
import { fresh } from "../services/fresh.ts";
import { DEFAULT_START, type Range } from "../time/range.ts";

/** Groups that are asked for. */
const LIMIT = 200;

/** The errors of a range, of one service or of all. `sort` chooses which, where there are more than are given. */
export function useErrors(service: string | undefined, range: Range, sort: string) {
  const { start, end } = range;
  return useQuery({
    queryKey: ["errors", service, start, end, sort],
    queryFn: ({ signal }) => api.errors({ service, start: start ?? DEFAULT_START, end, sort, limit: LIMIT }, signal),
    ...fresh(range),
  });
}
