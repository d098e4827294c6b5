import { lengthOf, type Action, type Part } from "./action.ts";
import { brief } from "./brief.ts";
import styles from "./hop-list.module.css";
import type { Story } from "./story.ts";
import { spanText } from "./verdict.ts";

/** As many are told in words; the timeline draws them all. */
const MOST = 50;

/** What the timeline's arrows, numbers and empty times say, in words. */
export function HopList({ action, story, onSelect }: { action: Action; story: Story; onSelect: (spanId: string) => void }) {
  const { hops, callTries, traceTries, gaps } = story;
  const tries = [...callTries, ...traceTries.map((all) => all.map(({ first }) => first))];
  const rest = gaps.filter(({ hop, from, to }) => !hop && to - from > action.length / 100);
  const count = hops.length + tries.length + rest.length;
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
            <span className={styles.quiet}>
              {hop.waited < 0
                ? "taken before it was handed on: clocks differ, or it overlapped"
                : `${hop.by === "message" ? "waited" : "linked,"} ${spanText(hop.waited)}${hop.by === "message" ? " in the queue" : " later"}`}
            </span>
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
      {count > MOST && <p className={styles.quiet}>Of each kind the first {MOST} are told.</p>}
    </section>
  );
}
