import type { Access } from "@throughline/api";
import { isLoopback, isOwnHost, ScopedTokens } from "@throughline/pipeline";
import type { FastifyInstance, FastifyRequest } from "fastify";
import { DEFAULT_LIMITS, MAX_URL_BYTES, type QueryApiConfig } from "../config.ts";
import { HttpError } from "../http-error.ts";
import { cors } from "./cors.ts";
import { QueryLimits } from "./limits.ts";
import { ONLY_TLS, SECURITY_HEADERS } from "./security-headers.ts";
import { authorizationOfCookie } from "./session-cookie.ts";

declare module "fastify" {
  interface FastifyContextConfig {
    /** Whom a route is for; `read` if left out. */
    access?: Access;
  }
}

/** What every request has to pass before its route: in this order, and the routes of other tools' APIs, too. */
export function gate(
  app: FastifyInstance,
  config: Pick<QueryApiConfig, "tokens" | "corsOrigins" | "insecure" | "limits" | "tls" | "host">,
): void {
  const tokens = new ScopedTokens(config.tokens);
  const check = checkToken(config.tokens);
  const origins = new Set(config.corsOrigins);
  const limits = new QueryLimits(config.limits ?? DEFAULT_LIMITS);
  const anyHost = config.tokens.length > 0 || config.insecure === true;
  const headers = { ...SECURITY_HEADERS, ...(config.tls && !isLoopback(config.host) && ONLY_TLS) };
  app.addHook("onRequest", async (request, reply) => {
    reply.headers(headers);
    if (request.url.length > MAX_URL_BYTES) throw new HttpError(414, "uri_too_long", `The URL is longer than ${MAX_URL_BYTES} bytes`);
    if (cors(origins, request, reply)) return reply;
    const access = request.routeOptions.config?.access ?? "read";
    if (access === "open") return undefined;
    if (!anyHost && !isOwnHost(request.headers.host)) throw misdirected(request);
    const authorization = request.headers.authorization ?? authorizationOfCookie(request.headers.cookie);
    check(authorization, access);
    if (access === "read") reply.raw.once("close", limits.enter(tokens.clientOf(authorization, request.ip)));
    return undefined;
  });
}

/** A check that throws HttpError 401 unless the header carries an accepted token, 403 if it is for something else. */
export function checkToken(accepted: QueryApiConfig["tokens"]) {
  const tokens = new ScopedTokens(accepted);
  return (authorization: string | undefined, scope: Exclude<Access, "open">): void => {
    const verdict = tokens.verdict(authorization, scope);
    if (verdict === "unknown") {
      const message = "A valid token is needed: send it as Authorization: Bearer TOKEN";
      throw new HttpError(401, "unauthorized", message, { "www-authenticate": "Bearer" });
    }
    if (verdict === "forbidden")
      throw new HttpError(403, "forbidden", `The token is not for this: one with the scope "${scope}" is needed`, {
        "www-authenticate": `Bearer error="insufficient_scope", scope="${scope}"`,
      });
  };
}

function misdirected({ headers }: FastifyRequest): HttpError {
  const message = `Without a token nothing is answered under a name that may be anybody's, such as "${headers.host?.slice(0, 100)}": ask for an address, localhost or a name without a dot, or set THROUGHLINE_QUERY_TOKEN (or THROUGHLINE_INSECURE=1)`;
  return new HttpError(421, "misdirected_request", message);
}
