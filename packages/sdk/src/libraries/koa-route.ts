import type { InstrumentationModuleDefinition } from "@opentelemetry/instrumentation";
import { setRequestRoute } from "./request-route.ts";

const SUPPORTED = [">=2.0.0 <4"];
const MATCHED = Symbol("throughline.matched_route");

/**
 * Route names of Koa. Koa has no routes, and its routers (`@koa/router`, `koa-router`) note the one that they have chosen as
 * `_matchedRoute` of the request's context, whose prototype is this file's object.
 */
export function koaChanges(): InstrumentationModuleDefinition[] {
  const file = { name: "koa/lib/context.js", supportedVersions: SUPPORTED, patch: watchMatchedRoute, unpatch: () => {} };
  return [{ name: "koa", supportedVersions: SUPPORTED, files: [file] }];
}

function watchMatchedRoute(contextPrototype: unknown): unknown {
  return Object.defineProperty(contextPrototype as { [MATCHED]?: unknown }, "_matchedRoute", {
    configurable: true,
    get(this: { [MATCHED]?: unknown }) {
      return this[MATCHED];
    },
    set(this: { [MATCHED]?: unknown }, route: unknown) {
      this[MATCHED] = route;
      if (typeof route === "string" || route instanceof RegExp) setRequestRoute(`${route}`);
    },
  });
}
