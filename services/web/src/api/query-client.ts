import { QueryCache, QueryClient } from "@tanstack/react-query";
import { ApiError } from "./api.ts";

/** How long an answer stands while its view is left and come back to. */
const FRESH_MS = 30_000;
const RETRIES = 2;

/** What the page knows of the server. `onUnauthorized` is called when an answer says that a token is needed. */
export function createQueryClient(onUnauthorized: () => void): QueryClient {
  return new QueryClient({
    queryCache: new QueryCache({ onError: (error) => error instanceof ApiError && error.status === 401 && onUnauthorized() }),
    defaultOptions: {
      queries: {
        staleTime: FRESH_MS,
        refetchOnWindowFocus: false,
        // What the server refuses it would refuse again; that it does not answer may pass.
        retry: (failures, error) => !(error instanceof ApiError && error.status < 500) && failures < RETRIES,
      },
    },
  });
}
