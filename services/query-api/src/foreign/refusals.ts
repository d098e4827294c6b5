import type { FastifyInstance } from "fastify";
import { failureOf } from "../failure.ts";
import { HttpError } from "../http-error.ts";

/** Tells errors of the routes under a prefix, and that there is nothing at a path, in a tool's own form. */
export function refusals(app: FastifyInstance, body: (failure: HttpError) => object | string): void {
  app.setErrorHandler((error, request, reply) => {
    const failure = failureOf(error);
    if (failure.status === 500 && !request.socket.destroyed)
      process.stderr.write(`throughline query API: ${request.method} ${request.routeOptions.url}: ${(error as Error).stack}\n`);
    return reply.code(failure.status).headers(failure.headers).send(body(failure));
  });
  app.setNotFoundHandler((request, reply) => {
    const failure = new HttpError(404, "not_found", `There is nothing at ${request.url.split("?", 1)[0]}`);
    return reply.code(failure.status).send(body(failure));
  });
}
