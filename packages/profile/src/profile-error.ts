/**
 * Bytes that are no profile, or a profile beyond the limits. The message says what was wrong and what is accepted.
 * `reason` is `malformed` if the same bytes can never be read, `limit` if they are only too many.
 */
export class ProfileError extends Error {
  readonly reason: "malformed" | "limit";

  constructor(message: string, reason: "malformed" | "limit" = "malformed") {
    super(message);
    this.name = "ProfileError";
    this.reason = reason;
  }
}
