import { Tokens } from "./tokens.ts";

/** A token and what it is for. */
export interface ScopedToken<Scope extends string> {
  readonly token: string;
  readonly scopes: readonly Scope[];
}

/** What a door says to a token: `unknown` is none of ours, `forbidden` is ours, but for something else. */
export type Verdict = "accepted" | "unknown" | "forbidden";

/** Tokens each of which is for some things only, compared in constant time. The same token may stand among them more than once. */
export class ScopedTokens<Scope extends string> {
  readonly #all: Tokens;
  readonly #byScope = new Map<Scope, Tokens>();

  /** Without any token everyone may do everything. */
  constructor(tokens: readonly ScopedToken<Scope>[]) {
    this.#all = new Tokens(tokens.map(({ token }) => token));
    for (const scope of new Set(tokens.flatMap(({ scopes }) => scopes))) {
      const ofScope = tokens.filter(({ scopes }) => scopes.includes(scope));
      this.#byScope.set(scope, new Tokens(ofScope.map(({ token }) => token)));
    }
  }

  /** Whether the header's token is for that. */
  verdict(authorization: string | undefined, scope: Scope): Verdict {
    if (!this.#all.required) return "accepted";
    if (!this.#all.accept(authorization)) return "unknown";
    return this.#byScope.get(scope)?.accept(authorization) ? "accepted" : "forbidden";
  }

  /** Whom a limit counts: the token, which has been checked, or the address where none is wanted. */
  clientOf(authorization: string | undefined, address: string): string {
    return this.#all.clientOf(authorization, address);
  }
}
