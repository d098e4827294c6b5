import { lengthOf, type Action, type Part } from "./action.ts";
import type { Attempt } from "./attempts.ts";
import { brief } from "../text/brief.ts";
import styles from "./hop-list.module.css";
import { type Hop, untaken } from "./hops.ts";
import type { Story } from "./story.ts";
import { spanText } from "./verdict.ts";

/** As many are told in words; the timeline draws them all. */
const MOST = 50;

/** What the timeline's arrows, numbers and empty times say, in words. */
export function HopList({
  action,
  story,
  attempts,
  onSelect,
}: {
  action: Action;
  story: Story;
  attempts: ReadonlyMap<Part, Attempt>;
  onSelect: (spanId: string) => void;
}) {
  const { hops, callTries, traceTries, gaps } = story;
  const tries = [...callTries, ...traceTries.map((all) => all.map(({ first }) => first))];
  const rest = gaps.filter(({ hop, from, to }) => !hop && to - from > action.length / 100);
  const waiting = untaken(action.parts, hops);
  const count = hops.length + waiting.length + tries.length + rest.length;
  if (count === 0) return null;
  const link = (part: Part) => (
    <button type="button" className={styles.part} onClick={() => onSelect(part.span.spanId)}>
      {brief(`${part.span.service} ${part.span.name}`)}
    </button>
  );
  return (
    <section aria-label="Handed on, tried again, waited">
      <h2>Handed on, tried again, waited</h2>
      <ul className={styles.hops}>
        {hops.slice(0, MOST).map((hop) => (
          <li key={`${hop.from.span.spanId} ${hop.to.span.traceId} ${hop.to.span.spanId}`}>
            {link(hop.from)} <span aria-label="handed on to">→</span> {link(hop.to)}{" "}
            <span className={styles.quiet}>{hopText(hop, attempts.get(hop.to))}</span>
          </li>
        ))}
        {waiting.slice(0, MOST).map((part) => (
          <li key={`waiting ${part.span.traceId} ${part.span.spanId}`}>
            {link(part)} <span className={styles.quiet}>handed work on; no stored span took it so far</span>
          </li>
        ))}
        {tries.slice(0, MOST).map((all) => (
          <li key={`${all[0]?.span.traceId} ${all[0]?.span.spanId}`}>
            {all.map((part, at) => (
              <span key={`${part.span.traceId} ${part.span.spanId}`}>
                {at > 0 && " ↻ "}
                {link(part)}
              </span>
            ))}{" "}
            <span className={styles.quiet}>{`tried ${all.length} times in ${spanText((all.at(-1)?.to ?? 0) - (all[0]?.from ?? 0))}`}</span>
          </li>
        ))}
        {rest.slice(0, MOST).map((gap) => (
          <li key={gap.from}>
            {link(gap.after)} <span aria-label="then">…</span> {link(gap.before)}{" "}
            <span className={styles.quiet}>{`nothing ran for ${spanText(lengthOf(gap))}`}</span>
          </li>
        ))}
      </ul>
      {[hops, waiting, tries, rest].some(({ length }) => length > MOST) && (
        <p className={styles.quiet}>Of each kind the first {MOST} are told.</p>
      )}
    </section>
  );
}

function hopText({ by, waited }: Hop, attempt: Attempt | undefined): string {
  if (waited < 0) return "taken before it was handed on: clocks differ, or it overlapped";
  if (by === "link") return `linked, ${spanText(waited)} later`;
  // Before the first try it waited; what lies before the next ones was spent on those, too.
  return attempt && attempt.number > 1
    ? `taken again ${spanText(waited)} after it was handed on`
    : `waited ${spanText(waited)} in the queue`;
}
