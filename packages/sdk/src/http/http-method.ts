const KNOWN = new Set(["GET", "HEAD", "POST", "PUT", "DELETE", "CONNECT", "OPTIONS", "TRACE", "PATCH", "QUERY"]);

/** A request method as the HTTP semantic conventions want it: upper case, `_OTHER` for one that they do not know. */
export function knownMethod(method: string): string {
  if (KNOWN.has(method)) return method;
  const upper = method.toUpperCase();
  return KNOWN.has(upper) ? upper : "_OTHER";
}
