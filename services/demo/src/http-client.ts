/** Calls of one service to another: JSON over fetch, with a time limit, failing as HttpError. */
import { HttpError } from "./http-error.ts";

export interface CallOptions {
  method?: string;
  body?: unknown;
  timeoutMs?: number;
}

const TIMEOUT_MS = Number(process.env.SHOP_CALL_TIMEOUT_MS ?? 10_000);

export async function call<T>(url: string, options: CallOptions = {}): Promise<T> {
  const { body, timeoutMs = TIMEOUT_MS } = options;
  const method = options.method ?? (body === undefined ? "GET" : "POST");
  const request: RequestInit = { method, signal: AbortSignal.timeout(timeoutMs) };
  if (body !== undefined) {
    request.body = JSON.stringify(body);
    request.headers = { "content-type": "application/json" };
  }
  let response: Response;
  let answer: unknown;
  try {
    response = await fetch(url, request);
    answer = await response.json();
  } catch (error) {
    throw unanswered(method, url, timeoutMs, error);
  }
  if (!response.ok) throw refused(method, url, response.status, answer);
  return answer as T;
}

function unanswered(method: string, url: string, timeoutMs: number, cause: unknown): HttpError {
  if (cause instanceof Error && cause.name === "TimeoutError") {
    return new HttpError(504, "peer_timeout", `Cannot ${method} "${url}": no answer within ${timeoutMs} ms`, { cause });
  }
  return new HttpError(502, "peer_unreachable", `Cannot ${method} "${url}": no usable answer`, { cause });
}

/** A peer's refusal (4xx, or a gateway's 502 and 504) is passed on as it is; its own fault becomes our 502. */
export function refused(method: string, url: string, status: number, answer: unknown): HttpError {
  const { code = "peer_failed", message = "" } = (answer as { error?: { code?: string; message?: string } } | null)?.error ?? {};
  const text = `Cannot ${method} "${url}": ${status} ${message}`.trimEnd();
  return status >= 500 && status !== 504 ? new HttpError(502, "peer_failed", text) : new HttpError(status, code, message || text);
}
