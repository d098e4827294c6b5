/** Paths that come out of a URL as they go in: no dot segments, nothing to escape, no second slash at the start. */
const PLAIN_PATH = /^(?!\/\/)(?!.*\/(?:\.|%2e))\/[\w\-.~!$&'()*+,;=:@/%]*$/i;

/** The path and the query (without `?`) of a request target, normalised as by `URL`; `undefined` for what it does not have. */
export interface RequestTarget {
  readonly path: string | undefined;
  readonly query: string | undefined;
}

/** Splits a request target: a path, an absolute URL, `*`, or whatever a client sent. */
export function requestTarget(target: string): RequestTarget {
  const mark = target.indexOf("?");
  const path = mark < 0 ? target : target.slice(0, mark);
  if (PLAIN_PATH.test(path) && !target.includes("#")) return { path, query: mark < 0 ? undefined : target.slice(mark + 1) || undefined };
  const url = URL.parse(target, "http://localhost");
  return { path: url?.pathname, query: url?.search.slice(1) || undefined };
}
