import type { Selection } from "./selection.ts";

/** Spans of a service, or those of one of its operations: what a route is to who looks for it. */
export interface Route {
  readonly service: string;
  readonly operation?: string | undefined;
}

const SERVICE = "resource.service.name = ";
const NAME = " && name = ";

/** TraceQL for the spans of a route. */
export function routeQuery({ service, operation }: Route): string {
  return `{ ${SERVICE}${JSON.stringify(service)}${operation === undefined ? "" : NAME + JSON.stringify(operation)} }`;
}

const TEXT = String.raw`("(?:[^"\\]|\\.)*")`;
const ROUTE = new RegExp(`^\\{ ${SERVICE}${TEXT}(?:${NAME}${TEXT})? \\}$`);

/** The route that a query is of, if it is one that routeQuery() writes. */
export function routeOf({ q = "" }: Selection): Route | undefined {
  const [, service, operation] = ROUTE.exec(q) ?? [];
  if (service === undefined) return undefined;
  try {
    return { service: JSON.parse(service) as string, operation: operation === undefined ? undefined : (JSON.parse(operation) as string) };
  } catch {
    return undefined;
  }
}
