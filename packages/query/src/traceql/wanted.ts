import type { AttributeScope, Field, IntrinsicName } from "@throughline/traceql";

/** What must be read of spans to know some fields of theirs. Keys are of attributes. */
export interface Wanted {
  readonly span: readonly string[] | "all";
  readonly event: readonly string[];
  readonly link: readonly string[];
  readonly resource: boolean;
  readonly scope: boolean;
  readonly events: boolean;
  readonly links: boolean;
  /** What is said of the whole trace. */
  readonly trace: boolean;
}

const EVENTS: readonly IntrinsicName[] = ["event:name", "event:timeSinceStart"];
const LINKS: readonly IntrinsicName[] = ["link:traceID", "link:spanID"];
const TRACE: readonly IntrinsicName[] = ["rootName", "rootServiceName", "traceDuration"];

/** What the fields need, be they of spans or of their parents; `all`: beside, all attributes of spans and resources. */
export function wantedFor(fields: readonly Field[], all: boolean = false): Wanted {
  const keys = (scope: AttributeScope): readonly string[] => [
    ...new Set(
      fields.flatMap((field) => (field.type === "attribute" && (field.scope === scope || field.scope === "any") ? [field.key] : [])),
    ),
  ];
  const anyOf = (names: readonly IntrinsicName[]): boolean =>
    fields.some((field) => field.type === "intrinsic" && names.includes(field.name));
  const [event, link] = [keys("event"), keys("link")];
  return {
    span: all ? "all" : keys("span"),
    event,
    link,
    resource: all || keys("resource").length > 0,
    scope: keys("instrumentation").length > 0,
    events: event.length > 0 || anyOf(EVENTS),
    links: link.length > 0 || anyOf(LINKS),
    trace: anyOf(TRACE),
  };
}
