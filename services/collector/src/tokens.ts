import { createHash, timingSafeEqual } from "node:crypto";
import { UnauthenticatedError } from "./outcome.ts";

/** Checks `Authorization: Bearer …` in constant time. Without tokens everyone is let in. */
export class TokenGate {
  readonly #digests: readonly Buffer[];

  constructor(tokens: readonly string[]) {
    this.#digests = tokens.map(digest);
  }

  /** @throws UnauthenticatedError unless the header carries an accepted token. */
  check(authorization: string | undefined): void {
    if (this.#digests.length === 0) return;
    const given = digest(/^bearer (.+)$/i.exec(authorization ?? "")?.[1] ?? "");
    let accepted = false;
    for (const known of this.#digests) accepted = timingSafeEqual(known, given) || accepted;
    if (!accepted) throw new UnauthenticatedError();
  }
}

function digest(token: string): Buffer {
  return createHash("sha256").update(token).digest();
}
