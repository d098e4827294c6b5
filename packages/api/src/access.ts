/** What a token may be for. */
export const SCOPES = ["read", "metrics"] as const;
export type Scope = (typeof SCOPES)[number];

/** Whom a route is for: holders of a token of that scope, or everyone. */
export type Access = Scope | "open";

export interface Token {
  readonly token: string;
  readonly scopes: readonly Scope[];
}

/** In front of a token that has a colon itself. */
const ALL = "all";

/** What may stand in front of a token and its colon. */
export const SCOPE_PREFIXES: readonly string[] = [...SCOPES, ALL];

/** A token as it is written in `THROUGHLINE_QUERY_TOKEN`: `TOKEN` and `all:TOKEN` are for everything, `SCOPE:TOKEN` for that. Undefined: no such scope. */
export function parseToken(text: string): Token | undefined {
  const colon = text.indexOf(":");
  if (colon < 0) return { token: text, scopes: SCOPES };
  const prefix = text.slice(0, colon);
  const scopes = prefix === ALL ? SCOPES : SCOPES.filter((name) => name === prefix);
  return scopes.length === 0 ? undefined : { token: text.slice(colon + 1).trim(), scopes };
}
