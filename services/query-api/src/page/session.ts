import type { FastifyInstance, FastifyRequest } from "fastify";
import { z } from "zod";
import { checkToken } from "../gate/gate.ts";
import { sessionCookie } from "../gate/session-cookie.ts";
import type { QueryApiConfig } from "../config.ts";
import { HttpError } from "../http-error.ts";

const PATH = "/api/v1/session";
const body = z.strictObject({ token: z.string().min(1).max(900) });

/**
 * A browser's session: POST `{token}` puts the token into a cookie that no script can read, DELETE takes it away. The page's links to
 * files, which can carry no header, work by it. It is sent to this very site only, never along with a request from another one.
 */
export function sessionRoutes(app: FastifyInstance, config: Pick<QueryApiConfig, "tokens">): void {
  const check = checkToken(config.tokens);
  app.post(PATH, { config: { access: "open" }, schema: { hide: true } }, async (request, reply) => {
    const asked = body.safeParse(request.body);
    if (!asked.success) throw new HttpError(400, "bad_request", 'The body is not accepted: accepted is {"token":"…"}');
    check(`Bearer ${asked.data.token}`, "read");
    return reply
      .code(204)
      .header("set-cookie", sessionCookie(asked.data.token, isSecure(request)))
      .send();
  });
  app.delete(PATH, { config: { access: "open" }, schema: { hide: true } }, async (request, reply) =>
    reply
      .code(204)
      .header("set-cookie", sessionCookie("", isSecure(request)))
      .send(),
  );
}

/** Whether the browser came by TLS, be it to a proxy in front. Who claims that falsely keeps their own cookie from themselves, no more. */
const isSecure = ({ protocol, headers }: FastifyRequest) => protocol === "https" || headers["x-forwarded-proto"] === "https";
