/** A profile in another format that cannot be taken, and why, for the person who sent it. */
export class IngestError extends Error {
  /** HTTP status. */
  readonly status: 400 | 413;

  constructor(message: string, status: 400 | 413 = 400) {
    super(message);
    this.status = status;
  }
}
