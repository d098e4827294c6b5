import { subscribe } from "node:diagnostics_channel";
import { setRequestRoute } from "./request-route.ts";

interface FastifyRequest {
  readonly routeOptions?: { readonly url?: string };
  /** Before Fastify 4.10. */
  readonly routerPath?: string;
}

interface Fastify {
  addHook(name: "onRequest", hook: (request: FastifyRequest, reply: unknown, done: () => void) => void): void;
}

/** Route names of Fastify, which announces each app that is made. */
export function nameFastifyRoutes(): void {
  subscribe("fastify.initialization", (message) => {
    (message as { fastify: Fastify }).fastify.addHook("onRequest", (request, _reply, done) => {
      const route = request.routeOptions === undefined ? request.routerPath : request.routeOptions.url;
      if (route !== undefined) setRequestRoute(route);
      done();
    });
  });
}
