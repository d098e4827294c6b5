import type { SpansetFilter } from "@throughline/traceql";
import { compileExpression } from "./expression.ts";
import { isTrue } from "./logic.ts";
import { narrowed, type Select } from "./subset.ts";

/** `{ condition }`: the spans of which it is true; `{}`: all of them. */
export function compileFilter({ condition }: SpansetFilter): Select {
  if (!condition) return (subset) => [subset];
  const read = compileExpression(condition);
  return (subset, view) =>
    narrowed(
      subset,
      subset.indexes.filter((index) => {
        const span = view.trace.spans[index];
        return span !== undefined && isTrue(read(span, view));
      }),
    );
}
