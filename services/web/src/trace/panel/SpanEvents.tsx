import { Attributes } from "../../parts/Attributes.tsx";
import { plainText } from "../../text/plain-text.ts";
import { valueText } from "../../text/value-text.ts";
import type { Forest, SpanNode } from "../forest.ts";
import { offsetText } from "../offset-text.ts";
import { Stack } from "./Stack.tsx";
import styles from "./panel.module.css";

const STACK = "exception.stacktrace";

/** What happened within the span; of an exception its stack, as it came. */
export function SpanEvents({ node: { span }, forest }: { node: SpanNode; forest: Forest }) {
  if (span.events.length === 0) return null;
  return (
    <section>
      <h3>Events</h3>
      <ol className={styles.list}>
        {span.events.map(({ name, timeUnixNano, attributes }, at) => {
          const { [STACK]: stack, ...others } = attributes;
          return (
            // Events have no name of their own, and stay where they are.
            // oxlint-disable-next-line react/no-array-index-key
            <li key={at}>
              <p>
                <span className={styles.offset}>{offsetText(timeUnixNano, forest.startNano)}</span> <strong>{plainText(name)}</strong>
              </p>
              <Attributes caption="" attributes={others} />
              {stack !== undefined && <Stack text={valueText(stack)} />}
            </li>
          );
        })}
      </ol>
    </section>
  );
}
