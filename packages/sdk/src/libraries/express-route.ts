import type { InstrumentationModuleDefinition } from "@opentelemetry/instrumentation";
import { setRequestRoute } from "./request-route.ts";

const SUPPORTED = [">=4.0.0 <6"];

/** Where the routers are mounted that a request has entered, as it was written: `/shops/:shop`. */
const MOUNTED = Symbol("throughline.mounted");

type Next = (...args: unknown[]) => unknown;
interface Request {
  [MOUNTED]?: string;
}
type Handler = (request: Request, response: unknown, next: Next) => unknown;

interface Layer {
  handle: Handler & { stack?: unknown };
}
interface Router {
  readonly stack: readonly Layer[];
}
interface RouterMethods {
  use: (this: Router, ...args: unknown[]) => unknown;
}
interface Route {
  readonly path: unknown;
}
interface Express {
  /** Holds the methods of all routers itself in Express 4, in its prototype in Express 5. */
  readonly Router: RouterMethods & { readonly prototype?: Partial<RouterMethods> };
  readonly Route: { readonly prototype: { dispatch: (this: Route, request: Request, response: unknown, done: Next) => unknown } };
}

/**
 * Route names of Express 4 and 5. Only what names a route is touched: routes, and routers as they are mounted; OpenTelemetry's
 * instrumentation does something for each layer of middleware that a request passes, whether it makes a span of it or not.
 */
export function expressChanges(): InstrumentationModuleDefinition[] {
  const patch = (exports: unknown): unknown => {
    nameRoutes(exports as Express);
    return exports;
  };
  return [{ name: "express", supportedVersions: SUPPORTED, files: [], patch }];
}

function nameRoutes({ Router, Route }: Express): void {
  const { dispatch } = Route.prototype;
  Route.prototype.dispatch = function (request, response, done) {
    setRequestRoute(joined(request[MOUNTED], patternOf(this.path)) || "/");
    return dispatch.call(this, request, response, done);
  };

  const methods = typeof Router.prototype?.use === "function" ? (Router.prototype as RouterMethods) : Router;
  const { use } = methods;
  methods.use = function (...args) {
    const before = this.stack.length;
    const result = use.apply(this, args);
    const pattern = isHandler(args[0]) ? "" : patternOf(args[0]).replace(/(?<!\\)\/$/, "");
    if (pattern !== "") for (const layer of this.stack.slice(before)) noteMount(layer, pattern);
    return result;
  };
}

/** Only routers and apps are mounted; what other middleware is used for names no route. */
function noteMount(layer: Layer, pattern: string): void {
  if (layer.handle.stack === undefined && layer.handle.name !== "mounted_app") return;
  // Who looks at the handler, such as those that list an app's routes, sees what it would see without us.
  layer.handle = new Proxy(layer.handle, {
    apply(target, self, [request, response, next]: [Request, unknown, Next]) {
      const outer = request[MOUNTED] ?? "";
      request[MOUNTED] = joined(outer, pattern);
      const leave: Next = (...args) => {
        request[MOUNTED] = outer;
        return next(...args);
      };
      return Reflect.apply(target, self, [request, response, leave]);
    },
  });
}

/** A path as it was written: text, a regular expression, or a list of both. */
function patternOf(path: unknown): string {
  if (Array.isArray(path)) return path.map(patternOf).join(",");
  return typeof path === "string" || path instanceof RegExp ? `${path}` : "";
}

function isHandler(argument: unknown): boolean {
  return Array.isArray(argument) ? isHandler(argument[0]) : typeof argument === "function";
}

/** An empty path is the root. */
function joined(outer = "", inner: string): string {
  if (inner === "" || inner === "/") return outer;
  return outer === "" || inner.startsWith("/") ? outer + inner : `${outer}/${inner}`;
}
