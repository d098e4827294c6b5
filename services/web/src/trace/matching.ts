import type { Span } from "@throughline/api";
import { valueText } from "../text/value-text.ts";
import type { SpanNode } from "./forest.ts";

/** Whether a span says this text, in any case: in its name, its service, its kind, its status, or an attribute as `key=value`. */
export function matches(span: Span, text: string): boolean {
  const wanted = text.toLowerCase();
  const says = (given: string) => given.toLowerCase().includes(wanted);
  if (says(span.name) || says(span.service) || span.kind === wanted || says(span.status.message) || span.spanId === wanted) return true;
  if (span.status.code === wanted || (span.open !== false && span.open.state === wanted)) return true;
  if (saysAttribute(span.attributes, says)) return true;
  return span.events.some(({ name, attributes }) => says(name) || saysAttribute(attributes, says));
}

function saysAttribute(attributes: Span["attributes"], says: (text: string) => boolean): boolean {
  for (const key in attributes) if (says(`${key}=${textOf(attributes[key])}`)) return true;
  return false;
}

/** A list in one line, so that it can be written into a field. */
function textOf(value: unknown): string {
  return typeof value === "object" ? JSON.stringify(value) : valueText(value);
}

/** What is to be left when the rest is filtered out. */
export interface Filter {
  readonly service: string | undefined;
  readonly errors: boolean;
  /** Nanoseconds: shorter spans are left out. */
  readonly atLeast: number;
}

export function passes({ span, start, end }: SpanNode, { service, errors, atLeast }: Filter): boolean {
  if (service !== undefined && span.service !== service) return false;
  if (errors && span.status.code !== "error") return false;
  return atLeast === 0 || end - start >= atLeast || span.open !== false;
}
