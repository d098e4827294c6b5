import { plural } from "../text/number.ts";
import { type Action, lengthOf, type Part } from "./action.ts";
import { brief } from "../text/brief.ts";
import { errorText } from "./error-text.ts";
import type { Story } from "./story.ts";
import styles from "./story-facts.module.css";
import { spanText } from "./verdict.ts";

interface Fact {
  readonly title: string;
  readonly text: string;
  readonly part: Part | undefined;
  readonly look?: string | undefined;
}

/** What to look at first, each a way to its span. */
export function StoryFacts({ action, story, onSelect }: { action: Action; story: Story; onSelect: (spanId: string) => void }) {
  const facts = factsOf(action, story);
  if (facts.length === 0) return null;
  return (
    <ul className={styles.facts} aria-label="What to look at first">
      {facts.map(({ title, text, part, look }) => (
        <li key={title}>
          <button type="button" className={look} disabled={!part} onClick={() => part && onSelect(part.span.spanId)}>
            <strong>{title}</strong>
            <span>{text}</span>
          </button>
        </li>
      ))}
    </ul>
  );
}

const of = ({ span }: Part): string => brief(`${span.service} ${span.name}`);

function factsOf(action: Action, { began, longest, open, lost, gaps, callTries, traceTries }: Story): Fact[] {
  const wait = gaps.toSorted((a, b) => lengthOf(b) - lengthOf(a))[0];
  const block = action.blocks.toSorted((a, b) => lengthOf(b) - lengthOf(a))[0];
  const holder = block && action.parts.find(({ span }) => span.spanId === block.block.spanId && span.traceId === block.block.traceId);
  const tries = [...callTries.map((all) => all.map((part) => part)), ...traceTries.map((all) => all.map(({ first }) => first))].toSorted(
    (a, b) => b.length - a.length,
  )[0];
  return [
    ...(open[0] ? [{ title: plural(open.length, "open span"), text: of(open[0]), part: open[0], look: styles.open }] : []),
    ...(lost[0] ? [{ title: plural(lost.length, "lost span"), text: of(lost[0]), part: lost[0], look: styles.open }] : []),
    ...(began
      ? [{ title: "Where it began to fail", text: `${of(began)} ${brief(errorText(began))}`, part: began, look: styles.error }]
      : []),
    ...(tries?.[0] ? [{ title: `Tried ${tries.length} times`, text: of(tries[0]), part: tries.at(-1) }] : []),
    ...(longest ? [{ title: "Longest by itself", text: `${spanText(longest.self)} ${of(longest.part)}`, part: longest.part }] : []),
    ...(wait ? [{ title: "Longest wait", text: `${spanText(lengthOf(wait))} before ${of(wait.before)}`, part: wait.before }] : []),
    ...(block
      ? [
          {
            title: "Longest block",
            text: brief(`${spanText(lengthOf(block))} ${block.block.service} ${block.block.function ?? ""}`),
            part: holder,
            look: styles.warn,
          },
        ]
      : []),
  ];
}
