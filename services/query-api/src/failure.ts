import { ClickHouseError } from "@throughline/clickhouse";
import { TooFastError } from "@throughline/pipeline";
import { LogFilterError, QueryTimeout, RegexError, TraceQLError } from "@throughline/query";
import { badParameter, HttpError } from "./http-error.ts";

/** Codes of ClickHouse errors. */
const MEMORY_LIMIT = "241";
const CANNOT_COMPILE_REGEX = "427";
/** What somebody asks for with thousands of comparisons: TOO_DEEP_AST, TOO_BIG_AST, TOO_DEEP_RECURSION. */
const TOO_MANY_PARTS: ReadonlySet<string> = new Set(["167", "168", "306"]);
/** The same, said before ClickHouse reads the statement: it is no error of its own kind then. */
const TOO_MANY_PARAMETERS = /^Poco::Exception\. Code: 1000, .*Too many form fields/;

/**
 * Codes of what passes by itself or when somebody has set the system up: time-outs, memory, disk, connections; wrong password, no such
 * database or table. The request is not to blame.
 */
const PASSING: ReadonlySet<string> = new Set([
  "32", // ATTEMPT_TO_READ_AFTER_EOF: a server ended in the middle
  "60", // UNKNOWN_TABLE
  "81", // UNKNOWN_DATABASE
  "159", // TIMEOUT_EXCEEDED
  "164", // READONLY
  "192", // UNKNOWN_USER
  "193", // WRONG_PASSWORD
  "194", // REQUIRED_PASSWORD
  "198", // DNS_ERROR
  "202", // TOO_MANY_SIMULTANEOUS_QUERIES
  "209", // SOCKET_TIMEOUT
  "210", // NETWORK_ERROR
  "241", // MEMORY_LIMIT_EXCEEDED, that of the server
  "243", // NOT_ENOUGH_SPACE
  "279", // ALL_CONNECTION_TRIES_FAILED
  "394", // QUERY_WAS_CANCELLED
  "497", // ACCESS_DENIED
  "516", // AUTHENTICATION_FAILED
  "999", // KEEPER_EXCEPTION
]);

/** What a client is told of an error. What is our fault is a 500 that says nothing of the inside; the log does. */
export function failureOf(error: unknown): HttpError {
  if (error instanceof HttpError) return error;
  if (error instanceof TraceQLError || error instanceof RegexError || error instanceof LogFilterError)
    return badParameter("q", error.message);
  if (error instanceof QueryTimeout)
    return new HttpError(503, "query_timeout", "The query took too long and was stopped: ask for less time or a narrower filter");
  if (error instanceof TooFastError) {
    const headers = { "retry-after": String(Math.ceil(error.retryAfterMs / 1_000)) };
    return new HttpError(429, "too_many_requests", `Too fast: ${error.message}`, headers);
  }
  if (error instanceof ClickHouseError) return clickhouseFailure(error);
  const { code, statusCode, message } = error as { code?: string; statusCode?: number; message: string };
  if (TOO_MANY_PARAMETERS.test(message)) return tooManyParts();
  if (statusCode !== undefined && statusCode >= 400 && statusCode < 500) return new HttpError(statusCode, "bad_request", message);
  if (isConnectionError(code, message)) return unavailable("ClickHouse does not answer");
  return new HttpError(500, "internal", "The query could not be answered; the log of the query API says why");
}

/** Says on stderr what is our fault: who asks is told nothing of the inside. */
export function logFailure(what: string, error: unknown): void {
  if (failureOf(error).status === 500) process.stderr.write(`throughline query API: ${what}: ${(error as Error).stack}\n`);
}

function clickhouseFailure(error: ClickHouseError): HttpError {
  if (error.code === CANNOT_COMPILE_REGEX) {
    const reason = /cannot compile re2: [^]*, error: ([^:]*)/.exec(error.message)?.[1];
    return badParameter("q", `a regular expression is not RE2${reason === undefined ? "" : `: ${reason}`}`);
  }
  if (error.code === MEMORY_LIMIT && error.message.startsWith("Query memory limit"))
    return new HttpError(400, "query_too_large", "The query needs more memory than one may take: ask for less time or a narrower filter");
  if (TOO_MANY_PARTS.has(error.code)) return tooManyParts();
  if (PASSING.has(error.code)) return unavailable("ClickHouse cannot answer now");
  return new HttpError(500, "internal", "The query could not be answered; the log of the query API says why");
}

function tooManyParts(): HttpError {
  return new HttpError(400, "query_too_large", "The query has more comparisons than one may have: ask for fewer");
}

function isConnectionError(code: string | undefined, message: string): boolean {
  return /^(?:ECONN|EPIPE|ENOTFOUND|EHOST|ENET|ETIMEDOUT|EAI_)/.test(code ?? "") || /socket hang up|timeout error/i.test(message);
}

function unavailable(message: string): HttpError {
  return new HttpError(503, "unavailable", `${message}: try again later`, { "retry-after": "5" });
}
