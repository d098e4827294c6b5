import type { Correlation } from "@throughline/api";
import { CopyButton } from "../parts/CopyButton.tsx";
import { plural } from "../text/number.ts";
import { nowNanos } from "../time/range.ts";
import { Time } from "../time/Time.tsx";
import { agoText } from "../time/time-text.ts";
import { type Action, hasFailed } from "./action.ts";
import styles from "./action-head.module.css";
import { ActionLength } from "./ActionLength.tsx";
import type { Outcome, Story } from "./story.ts";
import { verdict } from "./verdict.ts";

const LOOKS = {
  running: styles.open,
  lost: styles.open,
  failed: styles.failed,
  survived: styles.survived,
  fine: styles.fine,
  unknown: styles.unknown,
} as const satisfies Record<Outcome, string | undefined>;

/** Which action it is, how it went, when and how much of it there is. */
export function ActionHead({
  correlation,
  action,
  story,
  isLive,
}: {
  correlation: Correlation;
  action: Action;
  story: Story;
  isLive: boolean;
}) {
  const { correlationId, traceIds, services, spans, logs, samples } = correlation;
  const errors = action.parts.filter(hasFailed).length;
  return (
    <header className={styles.head}>
      <div className={styles.name}>
        <h1>
          Action <code>{correlationId}</code>
        </h1>
        <CopyButton text={correlationId} label="Copy ID" />
        <CopyButton text={() => location.href} label="Copy link" />
        {isLive && (
          <span className={styles.live} title="More of it may come: it is looked for every few seconds">
            live
          </span>
        )}
      </div>
      <p className={`${styles.verdict} ${LOOKS[story.outcome]}`} aria-live="polite">
        {verdict(action, story)}
      </p>
      <p className={styles.counts}>
        <span>
          <Time unixNano={String(action.start)} as="full" /> ({agoText(action.start, nowNanos())})
        </span>
        <ActionLength action={action} />
        <span>{plural(services.length, "service")}</span>
        <span>{plural(traceIds.length, "trace")}</span>
        <span>{plural(spans.length, "span")}</span>
        <span className={errors > 0 ? styles.errors : undefined}>{plural(errors, "error")}</span>
        <span>{plural(logs.length, "log line")}</span>
        {action.blocks.length > 0 && <span>{plural(action.blocks.length, "block")}</span>}
        <span>{plural(samples.count, "stack sample")}</span>
      </p>
    </header>
  );
}
