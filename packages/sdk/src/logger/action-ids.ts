import { isSpanContextValid, trace, type Context, type SpanContext } from "@opentelemetry/api";
import { correlationOf } from "../correlation/correlation.ts";

/** To which action, trace and span a line belongs. */
export interface ActionIds {
  readonly correlationId: string | undefined;
  /** Undefined where there is no span, or none that is valid. */
  readonly span: SpanContext | undefined;
}

let last: { readonly ctx: Context; readonly ids: ActionIds } | undefined;

/** The IDs of what runs in `ctx`. Lines of one context follow each other, so those of the last one are kept. */
export function actionIds(ctx: Context): ActionIds {
  if (last?.ctx === ctx) return last.ids;
  const span = trace.getSpanContext(ctx);
  const ids = { correlationId: correlationOf(ctx), span: span !== undefined && isSpanContextValid(span) ? span : undefined };
  last = { ctx, ids };
  return ids;
}
