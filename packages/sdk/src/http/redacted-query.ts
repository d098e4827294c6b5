/** Parameters whose values are signatures, by the HTTP semantic conventions (`url.query`, `url.full`). */
const SECRET = ["sig", "Signature", "AWSAccessKeyId", "X-Goog-Signature"];
/** Pairs that come out of a URLSearchParams as they go in. */
const PLAIN = /^[\w.*-]+=[\w.*+-]*(?:&[\w.*-]+=[\w.*+-]*)*$/;

/** A query string (without `?`) as `url.query` has it: normalised, and with `REDACTED` for the values of signatures. */
export function redactedQuery(query: string): string {
  const mayBeSecret = SECRET.some((name) => query.includes(name));
  if (!mayBeSecret && PLAIN.test(query)) return query;
  const parameters = new URLSearchParams(query);
  for (const name of SECRET) if (parameters.has(name)) parameters.set(name, "REDACTED");
  return parameters.toString();
}
