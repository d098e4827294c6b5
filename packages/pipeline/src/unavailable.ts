/** The same request may succeed later: the sender should keep it and try again after `retryAfterMs`. */
export class UnavailableError extends Error {
  readonly retryAfterMs: number;
  constructor(message: string, retryAfterMs: number, options?: ErrorOptions) {
    super(message, options);
    this.retryAfterMs = retryAfterMs;
  }
}
