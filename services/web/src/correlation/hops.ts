import { idOf, type Part } from "./action.ts";

/** Work handed on without anyone waiting for it. */
export interface Hop {
  readonly from: Part;
  readonly to: Part;
  /** How the two are known to belong together. */
  readonly by: "message" | "link";
  /** Nanoseconds from when it was handed on until it was taken; negative where clocks differ. */
  readonly waited: number;
}

/** From where to where the action went on: by a link of the span that took it, by the message's ID, or by its parent being a producer. */
export function hopsOf(parts: readonly Part[]): Hop[] {
  const byId = new Map(parts.map((part) => [idOf(part.span), part]));
  const byMessage = new Map(parts.filter(({ span }) => span.kind === "producer").flatMap((part) => messages(part).map((id) => [id, part])));
  return parts.flatMap((to) => {
    const sources = new Set(to.span.links.flatMap((link) => byId.get(idOf(link)) ?? []));
    if (to.span.kind === "consumer") {
      if (to.parent?.span.kind === "producer") sources.add(to.parent);
      if (sources.size === 0) for (const id of messages(to)) sources.add(byMessage.get(id) ?? to);
    }
    sources.delete(to);
    return [...sources].map((from) => ({
      from,
      to,
      by: from.span.kind === "producer" || to.span.kind === "consumer" ? ("message" as const) : ("link" as const),
      waited: to.from - from.to,
    }));
  });
}

function messages({ span: { attributes } }: Part): string[] {
  const id = attributes["messaging.message.id"];
  return typeof id === "string" && id !== "" ? [JSON.stringify([attributes["messaging.destination.name"] ?? "", id])] : [];
}

/** What was handed on and not taken, as far as is known: its consumer may not have begun, or not be instrumented. */
export function untaken(parts: readonly Part[], hops: readonly Hop[]): Part[] {
  const taken = new Set(hops.map(({ from }) => from));
  return parts.filter((part) => part.span.kind === "producer" && !taken.has(part));
}
