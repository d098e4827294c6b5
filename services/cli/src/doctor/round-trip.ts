import { randomBytes } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import { ApiError, type Trace } from "@throughline/api";
import { type Check, failed, ok, PATIENCE_MS, warning } from "./finding.ts";
import { at, clientOf, type Places } from "./places.ts";

/** What is promised, and what the questions themselves may take. */
const PROMISED_MS = 2_000;
const MARGIN_MS = 500;
const LONGEST_MS = 10_000;
const PAUSE_MS = 50;

/** The service that is named as sender. */
export const DOCTOR_SERVICE = "throughline.doctor";

/** Sends a span and a log record, and reads them back. */
export function roundTrip(places: Places): Check {
  return {
    name: "round trip",
    needs: ["token to read", "token to send"],
    async run() {
      const sent = message();
      await send(places, "traces", sent.traces);
      await send(places, "logs", sent.logs);
      const begin = performance.now();
      for (;;) {
        const trace = await read(places, sent.traceId);
        const took = performance.now() - begin;
        const seconds = `${(took / 1_000).toFixed(2)} s`;
        if (trace?.spans.length === 1 && trace.logs.length === 1) {
          const difference = differenceOf(trace, sent.word);
          if (difference !== undefined)
            return failed(`trace ${sent.traceId}: ${difference}`, "something between here and the query API changes what is sent");
          const text = `a span and a log record were read back after ${seconds}, trace ${sent.traceId}`;
          return took <= PROMISED_MS + MARGIN_MS
            ? ok(text)
            : warning(
                `${text}; ${PROMISED_MS / 1_000} s are promised`,
                "the queue holds more than ClickHouse takes: see the metrics throughline_collector_queue_bytes and …_lag_seconds",
              );
        }
        if (took > LONGEST_MS)
          return failed(
            `of a span and a log record, ${trace?.spans.length ?? 0} and ${trace?.logs.length ?? 0} could be read back after ${seconds}, trace ${sent.traceId}`,
            "both were accepted and are on the collector's disk; its log, /ready and /metrics say why they are not stored yet, and whether both use one ClickHouse",
          );
        await sleep(PAUSE_MS);
      }
    },
  };
}

/** A span and a log record of one trace, with a word that must come back. */
function message() {
  const [traceId, spanId, word] = [
    randomBytes(16).toString("hex"),
    randomBytes(8).toString("hex"),
    `Grüße ${randomBytes(4).toString("hex")}`,
  ];
  const now = BigInt(Date.now()) * 1_000_000n;
  const text = (key: string, stringValue: string) => ({ key, value: { stringValue } });
  const resource = { attributes: [text("service.name", DOCTOR_SERVICE)] };
  const span = {
    traceId,
    spanId,
    name: "throughline doctor",
    kind: 1,
    startTimeUnixNano: String(now - 1_000_000n),
    endTimeUnixNano: String(now),
    attributes: [text("word", word)],
  };
  const record = { timeUnixNano: String(now), severityNumber: 9, severityText: "INFO", body: { stringValue: word }, traceId, spanId };
  return {
    traceId,
    word,
    traces: { resourceSpans: [{ resource, scopeSpans: [{ spans: [span] }] }] },
    logs: { resourceLogs: [{ resource, scopeLogs: [{ logRecords: [record] }] }] },
  };
}

async function send({ otlpHttp, ingestToken }: Places, signal: "traces" | "logs", body: object): Promise<void> {
  const response = await fetch(at(otlpHttp, `v1/${signal}`), {
    method: "POST",
    headers: { "content-type": "application/json", ...(ingestToken !== undefined && { authorization: `Bearer ${ingestToken}` }) },
    body: JSON.stringify(body),
    signal: AbortSignal.timeout(PATIENCE_MS),
  });
  const answer = await response.text();
  if (!response.ok) throw new Error(`${signal} were not taken, status ${response.status}: ${answer.slice(0, 200)}`);
  const { partialSuccess } = JSON.parse(answer) as { partialSuccess?: { errorMessage?: string } };
  if (partialSuccess) throw new Error(`${signal} were rejected: ${partialSuccess.errorMessage}`);
}

async function read(places: Places, traceId: string): Promise<Trace | undefined> {
  try {
    return await clientOf(places).trace(traceId, { signal: AbortSignal.timeout(PATIENCE_MS) });
  } catch (error) {
    if (error instanceof ApiError && error.status === 404) return undefined;
    throw error;
  }
}

function differenceOf({ spans: [span], logs: [record] }: Trace, word: string): string | undefined {
  if (span?.service !== DOCTOR_SERVICE || span.attributes.word !== word) return "the span came back with other attributes";
  if (record?.body !== word || record.spanId !== span.spanId) return "the log record came back with another body";
  return undefined;
}
