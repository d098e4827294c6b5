import type { ForeignQuery } from "../foreign/query.ts";
import { badParameter } from "../http-error.ts";

/** Longest query, as in `/api/v1`: reading a longer one takes time during which others wait. */
const MOST = 10_000;

/** The TraceQL in the first of these parameters that has any. @throws HttpError for what is too long. */
export function traceqlOf(query: ForeignQuery, ...names: readonly string[]): string | undefined {
  const found = query.first(...names);
  if (found && found.value.length > MOST) throw badParameter(found.name, `at most ${MOST} characters are accepted`);
  return found?.value;
}
