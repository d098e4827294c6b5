import type { QueryClient } from "@tanstack/react-query";
import { createRootRouteWithContext, createRoute, createRouter, lazyRouteComponent } from "@tanstack/react-router";
import { limitOf, tracesQuery } from "./find/traces.ts";
import { LOGS_SEARCH } from "./logs/logs-search.ts";
import { Failure } from "./parts/Failure.tsx";
import { Missing } from "./shell/Missing.tsx";
import { Shell } from "./shell/Shell.tsx";
import { WATERFALL_SEARCH } from "./trace/waterfall-view.ts";
import { parseSearch, search, type Search, stringifySearch } from "./search.ts";

/** Every view and what its URL may say. A view is loaded when it is first opened. */

const root = createRootRouteWithContext<{ readonly queries: QueryClient }>()({
  component: Shell,
  notFoundComponent: Missing,
  errorComponent: ({ error }) => <Failure error={error} />,
});

export const findRoute = createRoute({
  getParentRoute: () => root,
  path: "/",
  validateSearch: search("q", "start", "end", "sort", "limit"),
  // The view that most begin with: its traces are on their way while its scripts are.
  loaderDeps: ({ search: { q, start, end, limit } }: { search: Search<"q" | "start" | "end" | "limit"> }) => ({ q, start, end, limit }),
  loader: ({ context: { queries }, deps: { q, limit, ...range }, preload }) => {
    if (q === undefined && !preload) void queries.prefetchInfiniteQuery(tracesQuery("", range, limitOf(limit)));
  },
  component: lazyRouteComponent(() => import("./find/FindPage.tsx"), "FindPage"),
});

export const traceRoute = createRoute({
  getParentRoute: () => root,
  path: "/traces/$traceId",
  validateSearch: search(...WATERFALL_SEARCH, "start", "end"),
  component: lazyRouteComponent(() => import("./trace/TracePage.tsx"), "TracePage"),
});

export const correlationRoute = createRoute({
  getParentRoute: () => root,
  path: "/correlations/$correlationId",
  validateSearch: search(...WATERFALL_SEARCH, "start", "end", "view", "lanes", "waits", "logsOf", "log"),
  component: lazyRouteComponent(() => import("./correlation/CorrelationPage.tsx"), "CorrelationPage"),
});

export const logsRoute = createRoute({
  getParentRoute: () => root,
  path: "/logs",
  validateSearch: search(...LOGS_SEARCH),
  component: lazyRouteComponent(() => import("./logs/LogsPage.tsx"), "LogsPage"),
});

export const errorsRoute = createRoute({
  getParentRoute: () => root,
  path: "/errors",
  validateSearch: search("start", "end", "sort", "service", "has"),
  component: lazyRouteComponent(() => import("./errors/ErrorsPage.tsx"), "ErrorsPage"),
});

export const servicesRoute = createRoute({
  getParentRoute: () => root,
  path: "/services",
  validateSearch: search("start", "end", "sort", "name", "view", "focus", "edge"),
  component: lazyRouteComponent(() => import("./services/ServicesPage.tsx"), "ServicesPage"),
});

export const serviceRoute = createRoute({
  getParentRoute: () => root,
  path: "/services/$service",
  validateSearch: search("start", "end", "sort", "operation", "kind", "errors"),
  component: lazyRouteComponent(() => import("./services/ServicePage.tsx"), "ServicePage"),
});
const SAMPLES = ["service", "traceId", "spanId", "correlationId", "q", "blockId", "start", "end"] as const;
const BASE_SAMPLES = [
  "base.service",
  "base.traceId",
  "base.spanId",
  "base.correlationId",
  "base.q",
  "base.blockId",
  "base.start",
  "base.end",
] as const;

export const flamegraphRoute = createRoute({
  getParentRoute: () => root,
  path: "/flamegraph",
  validateSearch: search(...SAMPLES, ...BASE_SAMPLES, "type", "view", "focus", "search", "sandwich", "hide", "sort"),
  component: lazyRouteComponent(() => import("./flamegraph/FlamegraphPage.tsx"), "FlamegraphPage"),
});

export const loginRoute = createRoute({
  getParentRoute: () => root,
  path: "/login",
  validateSearch: search("next"),
  component: lazyRouteComponent(() => import("./shell/LoginPage.tsx"), "LoginPage"),
});

export function createPageRouter(queries: QueryClient) {
  return createRouter({
    context: { queries },
    routeTree: root.addChildren([
      findRoute,
      traceRoute,
      correlationRoute,
      logsRoute,
      errorsRoute,
      servicesRoute,
      serviceRoute,
      flamegraphRoute,
      loginRoute,
    ]),
    parseSearch,
    stringifySearch,
    defaultPreload: "intent",
    scrollRestoration: true,
  });
}

declare module "@tanstack/react-router" {
  interface Register {
    router: ReturnType<typeof createPageRouter>;
  }
}
