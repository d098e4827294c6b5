import type { Run } from "@throughline/query";
import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import type { Context } from "../context.ts";
import { runner } from "../runner.ts";
import { onlyGet } from "../serve.ts";
import { withShardNote } from "../shards/partial-answer.ts";
import { ForeignQuery } from "./query.ts";

/** What a route of another tool's API is asked. */
export interface ForeignAsked {
  readonly params: Readonly<Record<string, string>>;
  readonly query: ForeignQuery;
  /** Runs statements within the bounds, as long as the client waits. */
  readonly run: Run;
  readonly request: FastifyRequest;
  readonly reply: FastifyReply;
}

/** Serves GET of another tool's API. It is not part of our contract: OpenAPI does not show it, and parameters that nobody knows are ignored. */
export function serveForeign(
  app: FastifyInstance,
  context: Context,
  url: string,
  handler: (asked: ForeignAsked) => Promise<unknown>,
): void {
  app.route({
    method: "GET",
    url,
    schema: { hide: true },
    handler: async (request, reply) => {
      const gone = new AbortController();
      reply.raw.once("close", () => reply.raw.writableFinished || gone.abort());
      const run = runner(context.clickhouse, context.bounds, gone.signal, context);
      const { shards } = context;
      const answer = () =>
        handler({
          params: request.params as Readonly<Record<string, string>>,
          query: new ForeignQuery(request.query),
          run,
          request,
          reply,
        });
      return shards ? withShardNote(answer, { run, reply, shards }) : answer();
    },
  });
  onlyGet(app, url);
}
