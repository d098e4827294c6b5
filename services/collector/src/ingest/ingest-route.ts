import { nanosOfMillis } from "@throughline/model";
import type { Admission, RateLimit, Tokens } from "@throughline/pipeline";
import type { FastifyInstance, FastifyRequest } from "fastify";
import { bodyOf, packedWith, sizeInHand, unpack } from "../http-body.ts";
import type { Metrics } from "../metrics.ts";
import { authenticate } from "../outcome.ts";
import type { Sink } from "../sink.ts";
import { IngestError } from "./ingest-error.ts";
import { ingestParameters } from "./ingest-parameters.ts";
import { profilesRequest } from "./profiles-request.ts";
import { readFile } from "./read-profiles.ts";

export const INGEST_PATH = "/ingest/profiles";

export interface IngestOptions {
  readonly tokens: Tokens;
  readonly rateLimit: RateLimit | undefined;
  readonly admission: Admission;
  readonly metrics: Metrics;
}

/** What a sender of a profile is told: what was read and how much of it was taken. */
interface IngestAnswer {
  readonly format: string;
  readonly profiles: readonly { readonly type: string; readonly unit: string; readonly weight: number; readonly stacks: number }[];
  readonly accepted: number;
  readonly rejected?: string;
}

/** `POST /ingest/profiles`: what py-spy, perf, Go and V8 write, plain, gzip or zstd. It becomes an OTLP request, and takes the same road. */
export function ingestRoute(app: FastifyInstance, sink: Sink, { tokens, rateLimit, admission, metrics }: IngestOptions): void {
  const take = async (request: FastifyRequest): Promise<IngestAnswer> => {
    rateLimit?.take(tokens.clientOf(request.headers.authorization, request.ip), bodyOf(request).length);
    const answer = await admission.hold(sizeInHand(request), () => ingest(request, sink));
    metrics.requests.inc({ signal: sink.signal.name, protocol: "ingest", outcome: "ok" });
    return answer;
  };
  app.route({
    method: "POST",
    url: INGEST_PATH,
    onRequest: async (request) => authenticate(tokens, request.headers.authorization),
    handler: take,
  });
}

async function ingest(request: FastifyRequest, sink: Sink): Promise<IngestAnswer> {
  const parameters = ingestParameters(request.query as Record<string, string | string[]>, nanosOfMillis(Date.now()));
  const body = await unpack(bodyOf(request), request.headers["content-encoding"]);
  // Profilers that pack their files themselves, as Go's does, do not say so.
  const file = readFile(await unpack(body, packedWith(body)), parameters);
  const verdict = await sink.export(profilesRequest(file, parameters));
  if (verdict.accepted === 0)
    throw new IngestError(`nothing of the ${file.format} profile was taken: ${verdict.message || "it has no samples"}`);
  return {
    format: file.format,
    profiles: file.profiles.map(({ profile, type, unit, scale }) => ({
      type,
      unit,
      weight: Math.round(profile.weight * scale),
      stacks: [...profile].length,
    })),
    accepted: verdict.accepted,
    ...(verdict.message !== "" && { rejected: verdict.message }),
  };
}
