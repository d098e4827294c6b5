import type { Operand } from "./operand.ts";
import type { EvalSpan } from "./span.ts";
import type { TraceView } from "./trace-view.ts";

/** What an expression is worth for a span of a trace. */
export type Read = (span: EvalSpan, view: TraceView) => Operand;
