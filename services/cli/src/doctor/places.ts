import { type ApiClient, createApiClient } from "@throughline/api";
import { isLoopback, type Settings } from "@throughline/pipeline";
import { apiUrl, tokenToRead } from "../read/api.ts";
import { serverUrl } from "../read/server-url.ts";
import type { DoctorFlags } from "./flags.ts";

/** Of `throughline up`. */
export const DEFAULT_OTLP_HTTP = "http://127.0.0.1:4318";
export const DEFAULT_OTLP_GRPC = "http://127.0.0.1:4317";

/** What is examined: where it is, and the tokens that it wants. */
export interface Places {
  readonly api: URL;
  readonly otlpHttp: URL;
  readonly otlpGrpc: URL;
  readonly readToken: string | undefined;
  readonly ingestToken: string | undefined;
}

/** @throws Cannot if an address is none; StartError if a file of tokens cannot be read. */
export function placesOf(flags: DoctorFlags, settings: Settings, env: NodeJS.ProcessEnv = process.env): Places {
  return {
    api: new URL(apiUrl(flags, env)),
    otlpHttp: asUrl("--otlp-http", flags.otlpHttp, "THROUGHLINE_OTLP_HTTP_URL", env, DEFAULT_OTLP_HTTP),
    otlpGrpc: asUrl("--otlp-grpc", flags.otlpGrpc, "THROUGHLINE_OTLP_GRPC_URL", env, DEFAULT_OTLP_GRPC),
    readToken: tokenToRead(settings.secrets("THROUGHLINE_QUERY_TOKEN")),
    ingestToken: settings.secrets("THROUGHLINE_INGEST_TOKEN")[0],
  };
}

function asUrl(flag: string, given: string | undefined, variable: string, env: NodeJS.ProcessEnv, fallback: string): URL {
  const text = given ?? (env[variable] || fallback);
  // HOST:PORT, as the ready line says it.
  return serverUrl(given === undefined ? variable : flag, text.includes("://") ? text : `http://${text}`);
}

/** Whether it can only be reached from this machine. */
export function isLocal(url: URL): boolean {
  return isLoopback(url.hostname.replace(/^\[|\]$/g, ""));
}

/** A path below an address, which may have a path of its own. */
export function at(url: URL, path: string): URL {
  return new URL(path, url.href.endsWith("/") ? url : `${url.href}/`);
}

/** Asks the query API, with the token that reads. */
export function clientOf({ api, readToken }: Places): ApiClient {
  return createApiClient({ baseUrl: api.href.replace(/\/+$/, ""), ...(readToken !== undefined && { token: readToken }) });
}
