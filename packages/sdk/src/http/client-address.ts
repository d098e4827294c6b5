import type { IncomingHttpHeaders } from "node:http";
import { parseForwarded } from "./forwarded.ts";

/** Who asked: by `forwarded`, else the first of `x-forwarded-for`, else the peer. An address without port or brackets. */
export function clientAddress(headers: IncomingHttpHeaders, peer: string | undefined): string | undefined {
  if (headers.forwarded !== undefined) {
    const entry = parseForwarded(headers.forwarded).find(({ for: by }) => by !== undefined);
    if (entry?.for !== undefined) return withoutPort(entry.for);
  }
  const forwardedFor = headers["x-forwarded-for"];
  const list = Array.isArray(forwardedFor) ? forwardedFor[0] : forwardedFor;
  if (list) return withoutPort((list.split(",", 1)[0] ?? "").trim());
  return peer;
}

function withoutPort(address: string): string {
  const { hostname } = URL.parse(`http://${address}`) ?? { hostname: address };
  return hostname.startsWith("[") ? hostname.slice(1, -1) : hostname;
}
