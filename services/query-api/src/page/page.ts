import { existsSync } from "node:fs";
import { join } from "node:path";
import fastifyStatic from "@fastify/static";
import { PAGE_DIRECTORY } from "@throughline/web/directory";
import { StartError } from "@throughline/pipeline";
import type { FastifyInstance } from "fastify";
import { PAGE_POLICY, SPEEDSCOPE_POLICY } from "../gate/security-headers.ts";
import { onlyGet } from "../serve.ts";

/** Views of the page: one document, whose script reads the path. */
const VIEWS = ["/", "/traces/*", "/correlations/*", "/logs", "/errors", "/services", "/services/*", "/flamegraph", "/login"];
/** Built files: what is in `assets` has its content's hash in its name. */
const FILES = ["/assets/*", "/icon.svg"];
/** speedscope's own page, which asks the API for the profile that its URL names. */
const SPEEDSCOPE = "/speedscope/*";

const FOREVER = "public, max-age=31536000, immutable";
const ASK_AGAIN = "no-cache";

/**
 * Serves the page. It holds nothing of what is stored, so that it is open to everyone: what it asks the API for is not.
 * @throws StartError where the page was not built.
 */
export async function page(app: FastifyInstance): Promise<void> {
  if (!existsSync(join(PAGE_DIRECTORY, "index.html")))
    throw new StartError(`Cannot serve the page: ${PAGE_DIRECTORY} is not built; npm start does it, or: npm run build -w @throughline/web`);
  await app.register(fastifyStatic, { root: PAGE_DIRECTORY, serve: false, preCompressed: true, cacheControl: false });
  for (const url of VIEWS) {
    app.get(url, { config: { access: "open" }, schema: { hide: true } }, (_request, reply) =>
      reply.headers({ "content-security-policy": PAGE_POLICY, "cache-control": ASK_AGAIN }).sendFile("index.html"),
    );
    onlyGet(app, url, "open");
  }
  for (const url of FILES) {
    app.get(url, { config: { access: "open" }, schema: { hide: true } }, (request, reply) =>
      reply.header("cache-control", url.endsWith("*") ? FOREVER : ASK_AGAIN).sendFile(request.url.split("?", 1)[0]?.slice(1) ?? ""),
    );
    onlyGet(app, url, "open");
  }
  app.get(SPEEDSCOPE, { config: { access: "open" }, schema: { hide: true } }, (request, reply) => {
    const path = request.url.split("?", 1)[0]?.slice(1) ?? "";
    return reply
      .headers({ "content-security-policy": SPEEDSCOPE_POLICY, "cache-control": ASK_AGAIN })
      .sendFile(path.endsWith("/") ? `${path}index.html` : path);
  });
  onlyGet(app, SPEEDSCOPE, "open");
}
