import { nanosOfMillis } from "@throughline/model";
import { KINDS, type RatesPoint, readRates } from "@throughline/query";
import type { FastifyInstance } from "fastify";
import type { Context } from "../../context.ts";
import type { ForeignQuery } from "../../foreign/query.ts";
import { foreignRange } from "../../foreign/range.ts";
import { serveForeign } from "../../foreign/serve.ts";
import { badParameter, HttpError } from "../../http-error.ts";

const MILLI = 1_000_000n;
const LOOKBACK = 3_600_000n * MILLI;
const MAX_STEP_MS = 86_400_000;

/** What is said of a step, if anything can be said: calls a second, the share of calls that failed, milliseconds. */
type Measure = (point: RatesPoint, stepSeconds: number) => number | undefined;

const METRICS: Readonly<Record<string, { readonly name: string; readonly help: string; readonly of: Measure }>> = {
  calls: { name: "call_rate", help: "calls/sec, grouped by service", of: ({ calls }, stepSeconds) => calls / stepSeconds },
  errors: {
    name: "error_rate",
    help: "error rate, computed as a fraction of errors/sec over calls/sec",
    of: ({ calls, errors }) => errors / calls,
  },
  latencies: {
    name: "latencies",
    help: "quantile of the latency in milliseconds",
    of: ({ durationNano }) => (durationNano === null ? undefined : Number(durationNano) / 1e6),
  },
};

/**
 * `/api/metrics/{calls,errors,latencies}?service=&quantile=&groupByOperation=&spanKind=&endTs=&lookback=&step=`: what jaeger-ui's page "Monitor"
 * draws. Steps are whole minutes.
 */
export function metricsRoutes(app: FastifyInstance, context: Context): void {
  for (const [path, metric] of Object.entries(METRICS))
    serveForeign(app, context, `/metrics/${path}`, async ({ query, run }) => {
      const byOperation = query.text("groupByOperation") === "true";
      const stepSeconds = 60 * Math.max(1, Math.ceil((query.count(MAX_STEP_MS, "step") ?? 0) / 60_000));
      const end = query.time(MILLI, "endTs") ?? nanosOfMillis(Date.now());
      const quantile = quantileOf(query);
      const { points, wereCut } = await readRates(run, {
        services: servicesOf(query),
        byOperation,
        kinds: kindsOf(query),
        range: foreignRange(context, { start: end - (query.time(MILLI, "lookback") ?? LOOKBACK), end, fallback: LOOKBACK }),
        stepSeconds,
        ...(path === "latencies" && { quantile }),
      });
      if (wereCut)
        throw new HttpError(
          400,
          "query_too_large",
          "There are more points than one answer holds: ask for a longer step, a shorter lookback or one service",
        );
      const series = Map.groupBy(points, ({ service, operation }) => JSON.stringify([service, operation])).values();
      return {
        name: `service_${byOperation ? "operation_" : ""}${metric.name}`,
        type: "GAUGE",
        help: metric.help,
        metrics: [...series].map((ofOne) => ({
          labels: labels(ofOne[0] as RatesPoint),
          metricPoints: ofOne.flatMap((point) => {
            const doubleValue = metric.of(point, stepSeconds);
            return doubleValue === undefined
              ? []
              : [{ gaugeValue: { doubleValue }, timestamp: new Date(point.start * 1_000).toISOString() }];
          }),
        })),
      };
    });
}

function labels({ service, operation }: RatesPoint): object[] {
  return [...(operation === "" ? [] : [{ name: "operation", value: operation }]), { name: "service_name", value: service }];
}

/** jaeger-ui puts commas between several: `service=a,service=b`. */
function servicesOf(query: ForeignQuery): string[] {
  const services = query.all("service").flatMap((text) => text.split(",service="));
  if (services.length === 0 || services.length > 100) throw badParameter("service", "the names of 1 to 100 services are needed");
  return services;
}

function kindsOf(query: ForeignQuery): string[] {
  const kinds = query.all("spanKind").map((kind) => kind.toLowerCase().replace(/^span_kind_/, ""));
  const unknown = kinds.find((kind) => !KINDS.includes(kind as (typeof KINDS)[number]));
  if (unknown !== undefined) throw badParameter("spanKind", `accepted are ${KINDS.join(", ")}`);
  return kinds.length === 0 ? ["server"] : kinds;
}

function quantileOf(query: ForeignQuery): number {
  const quantile = Number(query.text("quantile") ?? "0.95");
  if (!(quantile > 0 && quantile <= 1)) throw badParameter("quantile", "accepted is a number above 0 and up to 1");
  return quantile;
}
