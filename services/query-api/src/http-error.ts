/** An answer that is an error: its status, a code for scripts and a message for people. */
export class HttpError extends Error {
  readonly status: number;
  readonly code: string;
  readonly headers: Readonly<Record<string, string>>;

  constructor(status: number, code: string, message: string, headers: Readonly<Record<string, string>> = {}) {
    super(message);
    this.status = status;
    this.code = code;
    this.headers = headers;
  }
}

/** 400 for a parameter: says which and what is accepted. */
export function badParameter(name: string, problem: string): HttpError {
  return new HttpError(400, "bad_request", `Parameter "${name}": ${problem}`);
}
