import { createHash, timingSafeEqual } from "node:crypto";

/** The tokens that a service accepts as `Authorization: Bearer …`, compared in constant time. */
export class Tokens {
  readonly #digests: readonly Buffer[];

  /** Without tokens everyone is let in. */
  constructor(tokens: readonly string[]) {
    this.#digests = tokens.map(digest);
  }

  /** Whether one is wanted at all. */
  get required(): boolean {
    return this.#digests.length > 0;
  }

  /** Whether the header carries one of them. */
  accept(authorization: string | undefined): boolean {
    if (this.#digests.length === 0) return true;
    const given = digest(tokenOf(authorization));
    let accepted = false;
    for (const known of this.#digests) accepted = timingSafeEqual(known, given) || accepted;
    return accepted;
  }

  /** Whom a limit counts: the token, which has been checked, or the address where none is wanted. */
  clientOf(authorization: string | undefined, address: string): string {
    return this.required ? tokenOf(authorization) : address;
  }
}

function tokenOf(authorization: string | undefined): string {
  return /^bearer +(.+)$/i.exec(authorization ?? "")?.[1] ?? "";
}

/** Digests are of one length, which a comparison in constant time needs. */
function digest(token: string): Buffer {
  return createHash("sha256").update(token).digest();
}
