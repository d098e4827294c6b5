import { nanosOfMillis } from "@throughline/model";
import { readDependencies } from "@throughline/query";
import type { FastifyInstance } from "fastify";
import type { Context } from "../../context.ts";
import { foreignRange } from "../../foreign/range.ts";
import { serveForeign } from "../../foreign/serve.ts";
import { legacyAnswer } from "./answer.ts";

const MILLI = 1_000_000n;
/** What jaeger-query looks back where it is not told. */
const LOOKBACK = 86_400_000n * MILLI;

/** `/api/dependencies?endTs=&lookback=`, both in milliseconds: which services called which. What is left out for lack of time is the oldest. */
export function dependenciesRoute(app: FastifyInstance, context: Context): void {
  serveForeign(app, context, "/dependencies", async ({ query, run }) => {
    const end = query.time(MILLI, "endTs") ?? nanosOfMillis(Date.now());
    const dependencies = await readDependencies(run, {
      range: foreignRange(context, { start: end - (query.time(MILLI, "lookback") ?? LOOKBACK), end, fallback: LOOKBACK }),
      deadline: performance.now() + context.bounds.querySeconds * 1_000,
      cache: context.calls,
    });
    return legacyAnswer(dependencies.map(({ parent, child, calls }) => ({ parent, child, callCount: calls })));
  });
}
