import type { Parse } from "@throughline/pipeline";
import type { FastifyReply, FastifyRequest } from "fastify";

/** How long a browser may remember that it may ask. */
const PREFLIGHT_SECONDS = 600;
const ALLOWED_HEADERS = "authorization, content-type";
/** What pages of other origins may read beside the body. */
const EXPOSED_HEADERS = "allow, content-disposition, retry-after, throughline-next, throughline-notes, www-authenticate";

/** Origins as browsers write them, separated by commas. `*` is none: it would open what is stored to every page that a reader visits. */
export const asOrigins: Parse<readonly string[]> = (text) => {
  const origins = text
    .split(",")
    .map((part) => part.trim())
    .filter(Boolean);
  for (const origin of origins)
    if (!/^https?:[^*]*$/.test(origin) || !URL.canParse(origin) || new URL(origin).origin !== origin)
      throw new Error(`expected origins such as https://grafana.example.com, separated by commas, and nothing after host and port`);
  return origins;
};

/**
 * Tells a browser that a page of an allowed origin may read the answer. Answers the question whether it may ask, which comes without a token.
 * @returns whether the request is answered.
 */
export function cors(origins: ReadonlySet<string>, request: FastifyRequest, reply: FastifyReply): boolean {
  if (origins.size === 0) return false;
  reply.header("vary", "origin");
  const { origin } = request.headers;
  if (origin === undefined || !origins.has(origin)) return false;
  reply.header("access-control-allow-origin", origin);
  if (request.method !== "OPTIONS" || request.headers["access-control-request-method"] === undefined) {
    reply.header("access-control-expose-headers", EXPOSED_HEADERS);
    return false;
  }
  reply
    .code(204)
    .headers({
      "access-control-allow-methods": "GET, HEAD, POST",
      "access-control-allow-headers": ALLOWED_HEADERS,
      "access-control-max-age": PREFLIGHT_SECONDS,
    })
    .send();
  return true;
}
