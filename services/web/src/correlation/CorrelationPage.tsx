import { useQuery } from "@tanstack/react-query";
import { ApiError, api } from "../api/api.ts";
import { Failure } from "../parts/Failure.tsx";
import { Loading } from "../parts/Loading.tsx";
import { correlationRoute } from "../router.tsx";
import { useTitle } from "../shell/use-title.ts";
import { nowNanos } from "../time/range.ts";
import { ActionView } from "./ActionView.tsx";
import { refetchAfter } from "./live.ts";
import { shortId } from "./short-id.ts";
import { UnknownAction } from "./UnknownAction.tsx";

/** One user action: all its traces, log records and services on one timeline. */
export function CorrelationPage() {
  const { correlationId } = correlationRoute.useParams();
  useTitle(`Action ${shortId(correlationId)}`);
  const { data, error, refetch } = useQuery({
    queryKey: ["correlation", correlationId],
    queryFn: ({ signal }) => api.correlation(correlationId, signal),
    refetchInterval: ({ state }) => state.data !== undefined && refetchAfter(state.data, nowNanos()),
  });
  // What was had stays in sight: an action does not vanish because one of many answers did not come.
  if (data) return <ActionView correlation={data} {...(error && { error })} />;
  if (error instanceof ApiError && (error.status === 404 || error.status === 400))
    return <UnknownAction correlationId={correlationId} error={error} onRetry={() => void refetch()} />;
  if (error) return <Failure error={error} onRetry={() => void refetch()} />;
  return <Loading what="the action" height={640} />;
}
