import type { IncomingHttpHeaders } from "node:http";
import { parseForwarded } from "./forwarded.ts";

/** Where a client thought to send its request: `server.address` and `server.port`. */
export interface ServerAddress {
  readonly host: string;
  readonly port?: number;
}

const DEFAULT_PORTS: Readonly<Record<string, number>> = { http: 80, https: 443 };

/** Addresses by host header: a service is known under few names. */
const known = new Map<string, ServerAddress>();
const MAX_KNOWN = 100;

/**
 * The address by `forwarded`, else `x-forwarded-host`, else `host` (or HTTP/2's `:authority`), as the HTTP semantic conventions rank them.
 *
 * @param scheme `http` or `https`, for the port of a host header without one
 */
export function serverAddress(headers: IncomingHttpHeaders, scheme: string): ServerAddress | undefined {
  const forwarded =
    headers.forwarded === undefined ? undefined : parseForwarded(headers.forwarded).find((entry) => entry.host !== undefined);
  if (forwarded?.host !== undefined) return parseHost(forwarded.host, forwarded.proto);
  const forwardedHost = first(headers["x-forwarded-host"]);
  if (forwardedHost) return parseHost(forwardedHost, first(headers["x-forwarded-proto"]));
  const host = headers.host ?? first(headers[":authority"]);
  if (!host) return undefined;
  const key = scheme + host;
  let address = known.get(key);
  if (address === undefined) {
    address = parseHost(host, scheme);
    if (known.size < MAX_KNOWN) known.set(key, address);
  }
  return address;
}

function parseHost(host: string, scheme: string | undefined): ServerAddress {
  const [, name = host, port] = /^(\[[^\]]*\]|[^:]*)(?::(\d+))?$/.exec(host) ?? [];
  const number = port === undefined ? DEFAULT_PORTS[scheme ?? ""] : Number(port);
  return number === undefined ? { host: name } : { host: name, port: number };
}

function first(value: string | string[] | undefined): string | undefined {
  return Array.isArray(value) ? value[0] : value;
}
