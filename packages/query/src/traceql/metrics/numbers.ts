import type { Field } from "@throughline/traceql";
import { numbersIn } from "../evaluate/aggregate.ts";
import { isDuration } from "../evaluate/duration.ts";
import { fieldReader } from "../evaluate/field.ts";
import type { EvalSpan, EvalTrace } from "../evaluate/span.ts";
import { viewOf } from "../evaluate/trace-view.ts";

const NANOS = 1e9;

/** The numbers that a span has of a field, and by what they are divided to be shown: durations are nanoseconds here and seconds there. */
export class Numbers {
  readonly divisor: number;
  readonly #read: ReturnType<typeof fieldReader>;

  constructor(field: Field) {
    this.divisor = isDuration(field) ? NANOS : 1;
    this.#read = fieldReader(field);
  }

  of(span: EvalSpan, trace: EvalTrace): readonly (bigint | number)[] {
    return numbersIn(this.#read(span, viewOf(trace)));
  }
}
