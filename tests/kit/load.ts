import { setTimeout as sleep } from "node:timers/promises";
import { newSpanId, newTraceId, nowNano, sendJson, text, traces } from "./otlp.ts";

export interface Load {
  /** Span IDs of every request that got a 200. */
  readonly acknowledged: ReadonlySet<string>;
  /** Spans of requests that got no answer: they may have been taken. */
  readonly unanswered: () => number;
  /** Resolves when the last request has been answered. */
  stop(): Promise<void>;
}

export interface LoadOptions {
  /** Where to send; asked before each request, since a restart moves it. */
  readonly otlpHttp: () => string;
  readonly senders: number;
  readonly spansPerRequest: number;
  readonly pauseMs?: number;
}

/** Sends spans until it is stopped. What got no 200 is not sent again. */
export function startLoad({ otlpHttp, senders, spansPerRequest, pauseMs = 0 }: LoadOptions): Load {
  const acknowledged = new Set<string>();
  const stopping = new AbortController();
  let unanswered = 0;
  const sender = async () => {
    while (!stopping.signal.aborted) {
      const ids = Array.from({ length: spansPerRequest }, newSpanId);
      const answer = await sendJson(otlpHttp(), "traces", requestOf(ids)).catch(() => undefined);
      if (answer?.status === 200) for (const id of ids) acknowledged.add(id);
      else {
        if (answer === undefined) unanswered += ids.length;
        await sleep(20);
      }
      if (pauseMs > 0) await sleep(pauseMs);
    }
  };
  const running = Array.from({ length: senders }, sender);
  return {
    acknowledged,
    unanswered: () => unanswered,
    async stop() {
      stopping.abort();
      await Promise.all(running);
    },
  };
}

function requestOf(ids: readonly string[]): object {
  const traceId = newTraceId();
  const attributes = [text("correlation.id", traceId)];
  const times = { startTimeUnixNano: nowNano(-1), endTimeUnixNano: nowNano() };
  return traces(
    "load",
    ids.map((spanId) => ({ traceId, spanId, name: "GET /load", kind: 2, ...times, attributes })),
  );
}
