import { Readable } from "node:stream";
import { promisify } from "node:util";
import { constants, createGzip, gzip } from "node:zlib";
import type { FastifyInstance, FastifyRequest } from "fastify";

const compressed = promisify(gzip);
/** Answers repeat themselves so much that more effort brings little. */
const OPTIONS = { level: constants.Z_BEST_SPEED };
/** Below this, bytes travel quicker than they are compressed. */
const LEAST_BYTES = 16 * 1024;
const LOOPBACK = /^(?:::ffff:)?127\.|^::1$/;

/** Compresses JSON for clients that take gzip, but for those on this machine: to them bytes cost less than compressing them. */
export function compress(app: FastifyInstance): void {
  app.addHook("onSend", async (request, reply, payload) => {
    if (!String(reply.getHeader("content-type")).startsWith("application/json")) return payload;
    reply.header("vary", [reply.getHeader("vary"), "accept-encoding"].filter(Boolean).join(", "));
    if (!isWorthIt(request)) return payload;
    const isLong = typeof payload === "string" && payload.length >= LEAST_BYTES;
    if (!isLong && !(payload instanceof Readable)) return payload;
    reply.header("content-encoding", "gzip").removeHeader("content-length");
    return isLong ? compressed(payload, OPTIONS) : (payload as Readable).compose(createGzip(OPTIONS));
  });
}

function isWorthIt({ method, headers, socket }: FastifyRequest): boolean {
  return (
    method === "GET" && /\bgzip\b(?!;\s*q=0(?:\D|$))/.test(String(headers["accept-encoding"])) && !LOOPBACK.test(socket.remoteAddress ?? "")
  );
}
