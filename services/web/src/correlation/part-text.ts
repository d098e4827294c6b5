import { hasFailed, isLost, isOpen, lengthOf, type Part } from "./action.ts";
import type { Attempt } from "./attempts.ts";
import { brief } from "../text/brief.ts";
import { errorText } from "./error-text.ts";
import { atText, spanText } from "./verdict.ts";

/** A span in a line: what a canvas cannot say to who does not see it. */
export function partText(part: Part, attempt: Attempt | undefined): string {
  const { span, from } = part;
  const state = isOpen(part) ? "not ended yet" : isLost(part) ? "never ended" : spanText(lengthOf(part));
  const why = hasFailed(part) ? errorText(part) : "";
  return [
    brief(`${span.service}: ${span.name}`),
    `${state}, at ${atText(from)}`,
    ...(attempt ? [`try ${attempt.number} of ${attempt.of}`] : []),
    ...(hasFailed(part) ? [why === "" ? "failed" : `failed: ${brief(why)}`] : []),
  ].join(", ");
}
