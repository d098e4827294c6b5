import type { Part } from "./action.ts";
import { answerOf } from "./traces.ts";

/** What a span says of its failure, in the words that say most; empty: nothing. */
export function errorText(part: Part): string {
  const { status, attributes, events } = part.span;
  const exception = events.findLast(({ name }) => name === "exception")?.attributes;
  const answer = answerOf(part);
  const words = [
    status.message,
    exception?.["exception.message"],
    attributes["grpc.error_message"],
    exception?.["exception.type"],
    answer !== undefined && `answer ${answer}`,
    attributes["error.type"],
  ];
  return words.find((word): word is string => typeof word === "string" && word !== "") ?? "";
}
