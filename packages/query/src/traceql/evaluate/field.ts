import type { Field } from "@throughline/traceql";
import { attributeReader } from "./attribute.ts";
import { intrinsicReader } from "./intrinsic.ts";
import { shown } from "./operand.ts";
import type { Read } from "./read.ts";
import type { FieldValue } from "../spanset.ts";
import type { EvalSpan, EvalTrace } from "./span.ts";
import { viewOf } from "./trace-view.ts";

export function fieldReader(field: Field): Read {
  return field.type === "intrinsic" ? intrinsicReader(field.name) : attributeReader(field);
}

/** What the field is for a span of the trace, to be shown: of an event's or a link's field the values of all, as an array. */
export function readField(field: Field, span: EvalSpan, trace: EvalTrace): FieldValue | undefined {
  return shown(fieldReader(field)(span, viewOf(trace)));
}
