import http from "node:http";
import https from "node:https";

/** More of an answer than this is not read, in bytes. */
const MAX_ANSWER_BYTES = 65_536;

/** An HTTP answer. */
export interface Answer {
  readonly status: number;
  readonly retryAfter: string | undefined;
  /** The beginning of it, if it is long. */
  readonly body: Buffer;
}

/** What to post. */
export interface PostRequest {
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly agent: http.Agent;
  readonly body: Uint8Array;
}

/**
 * Posts once. A kept connection that the server has closed meanwhile is no failure: then it goes over a new one.
 *
 * @param timeoutMillis for the whole of it
 * @throws what `node:http` throws, or an error with code `ETIMEDOUT`
 */
export async function post(request: PostRequest, timeoutMillis: number): Promise<Answer> {
  const deadline = performance.now() + timeoutMillis;
  for (;;) {
    const attempt = begin(request, Math.max(1, deadline - performance.now()));
    try {
      return await attempt.answer;
    } catch (error) {
      if (!attempt.reusedSocket() || (error as NodeJS.ErrnoException).code === "ETIMEDOUT") throw error;
    }
  }
}

function begin({ url, headers, agent, body }: PostRequest, timeoutMillis: number) {
  const { promise: answer, resolve, reject } = Promise.withResolvers<Answer>();
  const request = (url.startsWith("https:") ? https : http).request(new URL(url), { method: "POST", agent, headers: { ...headers } });
  const timer = setTimeout(() => {
    const error: NodeJS.ErrnoException = new Error("no answer in time");
    error.code = "ETIMEDOUT";
    request.destroy(error);
  }, timeoutMillis).unref();
  request.on("error", reject);
  request.on("response", (response) => {
    const chunks: Buffer[] = [];
    let bytes = 0;
    const done = (): void =>
      resolve({ status: response.statusCode ?? 0, retryAfter: response.headers["retry-after"], body: Buffer.concat(chunks) });
    response.on("data", (chunk: Buffer) => {
      chunks.push(chunk);
      bytes += chunk.length;
      if (bytes < MAX_ANSWER_BYTES) return;
      done();
      response.destroy();
    });
    response.on("end", done);
    // Taken is taken, however the rest of the answer ends.
    response.on("error", (error) => ((response.statusCode ?? 0) < 300 ? done() : reject(error)));
  });
  request.on("close", () => clearTimeout(timer));
  request.end(body);
  return { answer, reusedSocket: () => request.reusedSocket };
}
