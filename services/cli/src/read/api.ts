import { type ApiClient, ApiError, createApiClient, parseToken } from "@throughline/api";
import { Cannot } from "../cannot.ts";
import { type ApiFlags, DEFAULT_URL } from "./api-flags.ts";
import { serverUrl } from "./server-url.ts";

/** Where the query API is. @throws Cannot if it is no address */
export function apiUrl({ url }: ApiFlags, env: NodeJS.ProcessEnv = process.env): string {
  const text = url ?? (env.THROUGHLINE_URL || DEFAULT_URL);
  serverUrl(url === undefined ? "THROUGHLINE_URL" : "--url", text);
  return text.replace(/\/+$/, "");
}

/** The first token that reads. Several are accepted by a server, for rotation and by scope; one is enough for a client. */
export function tokenToRead(tokens: readonly string[]): string | undefined {
  return tokens.map((text) => parseToken(text.trim())).find((one) => one?.token && one.scopes.includes("read"))?.token;
}

/**
 * Asks the query API.
 * @param what is asked for, such as `show trace "4bf9…"`
 * @throws Cannot if it does not answer, or with an error
 */
export async function ask<T>(flags: ApiFlags, what: string, question: (client: ApiClient) => Promise<T>): Promise<T> {
  const url = apiUrl(flags);
  const token = tokenToRead((process.env.THROUGHLINE_QUERY_TOKEN ?? "").split(","));
  try {
    return await question(createApiClient({ baseUrl: url, ...(token !== undefined && { token }) }));
  } catch (error) {
    throw cannot(error, what, url);
  }
}

function cannot(error: unknown, what: string, url: string): unknown {
  if (error instanceof ApiError) {
    if (error.status === 401) return new Cannot(`Cannot ${what}: the query API at ${url} wants a token: set THROUGHLINE_QUERY_TOKEN`);
    return new Cannot(`Cannot ${what}: ${error.message}`);
  }
  const { cause, name } = error as Error & { cause?: { code?: string; message?: string } };
  if (name === "ZodError" || name === "SyntaxError")
    return new Cannot(`Cannot ${what}: what answers at ${url} is not a query API of this version`);
  if (!(error instanceof TypeError) || cause === undefined) return error;
  if (error.message === "terminated")
    return new Cannot(`Cannot ${what}: the answer of the query API at ${url} broke off: ${cause.message ?? cause.code}`);
  const why =
    cause.code === "ECONNREFUSED"
      ? "nothing listens there; throughline up starts it, --url says where it is"
      : (cause.message ?? cause.code);
  return new Cannot(`Cannot ${what}: the query API at ${url} does not answer: ${why}`);
}
