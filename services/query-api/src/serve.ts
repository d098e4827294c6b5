import { type Access, type Route, type RouteName, routes } from "@throughline/api";
import type { FastifyInstance } from "fastify";
import { z } from "zod";
import type { Asked, Context } from "./context.ts";
import { errorSchemas } from "./error-schemas.ts";
import { HttpError } from "./http-error.ts";
import { runner } from "./runner.ts";
import { withShardNote } from "./shards/partial-answer.ts";

type Output<T> = T extends z.ZodType ? z.output<T> : unknown;
type ParamsOf<R extends Route> = R extends { readonly params: infer P } ? Output<P> : unknown;

const OTHER_METHODS = ["POST", "PUT", "PATCH", "DELETE", "OPTIONS"];

/** Serves a route of the contract: GET (and HEAD) by `handler`, 405 for the rest. What the client no longer waits for is cancelled. */
export function serve<Name extends RouteName>(
  app: FastifyInstance,
  context: Context,
  name: Name,
  handler: (asked: Asked<ParamsOf<(typeof routes)[Name]>, Output<(typeof routes)[Name]["query"]>>) => Promise<unknown>,
): void {
  const route: Route = routes[name];
  app.route({
    method: "GET",
    url: route.path,
    config: { access: route.access ?? "read" },
    schema: {
      operationId: name,
      summary: route.summary,
      querystring: route.query,
      ...(route.params && { params: route.params }),
      security: securityOf(route.access ?? "read"),
      response: { 200: answerSchema(route), ...errorSchemas(route), ...othersOf(route) },
    },
    handler: async (request, reply) => {
      const gone = new AbortController();
      reply.raw.once("close", () => reply.raw.writableFinished || gone.abort());
      const run = runner(context.clickhouse, context.bounds, gone.signal, context);
      const { shards } = context;
      const answer = () =>
        handler({
          params: request.params as ParamsOf<(typeof routes)[Name]>,
          query: request.query as Output<(typeof routes)[Name]["query"]>,
          run,
          reply,
        });
      return shards ? withShardNote(answer, { run, reply, shards }) : answer();
    },
  });
  onlyGet(app, route.path, route.access);
}

/** Refuses all methods but GET and HEAD, which it leaves to others. */
export function onlyGet(app: FastifyInstance, url: string, access: Access = "read"): void {
  app.route({
    method: OTHER_METHODS,
    url,
    config: { access },
    schema: { hide: true },
    onRequest: async (request) => {
      throw new HttpError(405, "method_not_allowed", `${request.url.split("?", 1)[0]} takes GET, not ${request.method}`, {
        allow: "GET, HEAD",
      });
    },
    handler: () => undefined,
  });
}

function answerSchema({ response, contentType, files = [] }: Route): object {
  const types = [[contentType ?? "application/json", response], ...files.map((type) => [type, z.string()])];
  return { description: "What was asked for", content: Object.fromEntries(types.map(([type, schema]) => [type, { schema }])) };
}

function othersOf({ others = {} }: Route): object {
  const entries = Object.entries(others).map(([status, { description, schema }]) => [
    status,
    { description, content: { "application/json": { schema } } },
  ]);
  return Object.fromEntries(entries);
}

/** Where tokens are set, one is needed that is for the route; else none. */
function securityOf(access: Access): Record<string, string[]>[] {
  return access === "open" ? [] : [{ token: [access] }, {}];
}
