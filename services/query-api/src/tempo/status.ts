import type { FastifyInstance } from "fastify";
import type { Context } from "../context.ts";
import { serveForeign } from "../foreign/serve.ts";

/** The Tempo whose API this is: older Grafanas decide by it what they ask for. */
const TEMPO_VERSION = "2.9.0";

/** `/api/echo`, which Grafana takes for the health check, and `/api/status/buildinfo`. */
export function statusRoutes(app: FastifyInstance, context: Context): void {
  serveForeign(app, context, "/echo", async ({ reply }) => reply.type("text/plain").send("echo"));

  serveForeign(app, context, "/status/buildinfo", async () => ({
    version: TEMPO_VERSION,
    revision: "",
    branch: "",
    buildDate: "",
    buildUser: "",
    goVersion: "",
  }));
}
