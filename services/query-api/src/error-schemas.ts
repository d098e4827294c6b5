import { errorBody, type Route } from "@throughline/api";

/** Errors of every route, as the description tells them. */
const ERRORS = {
  400: "A parameter is wrong, unknown or given twice, a query is not understood, or it needs more memory than one may take",
  414: "The URL is longer than 40 000 bytes",
  431: "URL and headers are longer than 64 KB",
  500: "Our fault: the log of the query API says why",
} as const;

/** Errors of the routes that want a token, where one is set. */
const GUARDED = {
  401: "No valid token",
  403: "The token is for something else",
  421: "Without tokens: asked for under a name that may be anybody's",
} as const;

/** Errors of the routes that read what is stored. */
const READING = {
  429: "This client asks too often or too much at once: try again after `Retry-After` seconds",
  503: "ClickHouse does not answer, the query took too long, or too many run: try again, where it is given after `Retry-After` seconds",
} as const;

/** The errors that a route may answer with, by status. */
export function errorSchemas({ access = "read", missing }: Route): object {
  const errors = {
    ...ERRORS,
    ...(access !== "open" && GUARDED),
    ...(access === "read" && READING),
    ...(missing !== undefined && { 404: missing }),
  };
  const content = { "application/json": { schema: errorBody } };
  return Object.fromEntries(Object.entries(errors).map(([status, description]) => [status, { description, content }]));
}
