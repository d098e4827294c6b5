import { context } from "@opentelemetry/api";
import { getRPCMetadata, RPCType } from "@opentelemetry/core";

/** Names the route of the HTTP request that is being served, such as `/users/:id`: its entry span takes it when it ends. */
export function setRequestRoute(route: string): void {
  const request = getRPCMetadata(context.active());
  if (request?.type === RPCType.HTTP) request.route = route;
}
