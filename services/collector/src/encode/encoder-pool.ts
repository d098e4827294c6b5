import { Piscina } from "piscina";
import type { SignalName } from "@throughline/model";
import type { AcceptedRequest, EncodedBatch, Encoder } from "./encoder.ts";

/** A thread is worth its messages from this many bytes of requests on. */
const MIN_BYTES_PER_THREAD = 256 * 1024;

/** Encodes batches, on threads of its own or on the caller's. The rows and their order are the same either way. */
export interface EncoderPool {
  encode(signal: SignalName, requests: readonly AcceptedRequest[]): Promise<EncodedBatch>;
  close(): Promise<void>;
}

/** `threads` 0: on the caller's thread with `encoder`, at no extra cost. */
export function createEncoderPool(threads: number, encoder: Encoder): EncoderPool {
  return threads === 0 ? inline(encoder) : threaded(threads);
}

function inline(encoder: Encoder): EncoderPool {
  return {
    encode: async (signal, requests) => encoder.encode(signal, requests),
    close: async () => {},
  };
}

function threaded(threads: number): EncoderPool {
  const pool = new Piscina({
    filename: new URL("./encoder-thread.ts", import.meta.url).href,
    minThreads: threads,
    maxThreads: threads,
    execArgv: [],
  });
  return {
    async encode(signal, requests) {
      const parts: EncodedBatch[] = await Promise.all(divide(requests, threads).map((part) => pool.run({ signal, requests: part })));
      return {
        rows: parts.reduce((sum, { rows }) => sum + rows, 0),
        blocks: parts.flatMap(({ blocks }) => blocks),
        companions: parts.flatMap(({ companions }) => companions),
      };
    },
    close: () => pool.destroy(),
  };
}

/** Requests in their order, in as many parts as there are threads, of about the same bytes. */
function divide(requests: readonly AcceptedRequest[], threads: number): AcceptedRequest[][] {
  const total = requests.reduce((sum, { body }) => sum + body.length, 0);
  const size = Math.max(MIN_BYTES_PER_THREAD, total / threads);
  const parts: AcceptedRequest[][] = [[]];
  let bytes = 0;
  for (const request of requests) {
    if (bytes >= size && parts.length < threads) {
      parts.push([]);
      bytes = 0;
    }
    parts.at(-1)?.push(request);
    bytes += request.body.length;
  }
  return parts;
}
