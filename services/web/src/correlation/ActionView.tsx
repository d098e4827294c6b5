import type { Correlation } from "@throughline/api";
import { useMemo } from "react";
import { Failure } from "../parts/Failure.tsx";
import { Notes } from "../parts/Notes.tsx";
import { correlationRoute } from "../router.tsx";
import { nowNanos } from "../time/range.ts";
import { actionOf } from "./action.ts";
import styles from "./action-view.module.css";
import { ActionHead } from "./ActionHead.tsx";
import { ActionViews } from "./ActionViews.tsx";
import { attemptsOf } from "./attempts.ts";
import { HopList } from "./HopList.tsx";
import { InTerminal } from "./InTerminal.tsx";
import { mayGrow } from "./live.ts";
import { serviceActivity } from "./service-activity.ts";
import { ServiceStrip } from "./ServiceStrip.tsx";
import { SpanAside } from "./SpanAside.tsx";
import { storyOf } from "./story.ts";
import { StoryFacts } from "./StoryFacts.tsx";
import { Timeline } from "./Timeline.tsx";

/** An action that is known. */
export function ActionView({ correlation, error }: { correlation: Correlation; error?: Error }) {
  const { span } = correlationRoute.useSearch();
  const navigate = correlationRoute.useNavigate();
  const action = useMemo(() => actionOf(correlation), [correlation]);
  const story = useMemo(() => storyOf(action), [action]);
  const services = useMemo(() => serviceActivity(action), [action]);
  const attempts = useMemo(
    () => new Map([...attemptsOf(story.callTries), ...attemptsOf(story.traceTries.map((tries) => tries.map(({ first }) => first)))]),
    [story],
  );
  const selected = span === undefined ? undefined : action.parts.find((part) => part.span.spanId === span);
  // An empty text is none. Back leads to the view without a span, not through all that were looked at.
  const select = (spanId = "") => {
    const replace = span !== undefined && spanId !== "";
    if (spanId !== (span ?? "")) void navigate({ search: (given) => ({ ...given, span: spanId }), replace, resetScroll: false });
  };
  return (
    <div className={styles.action}>
      <ActionHead correlation={correlation} action={action} story={story} isLive={mayGrow(correlation, nowNanos())} />
      {error && <Failure error={error} />}
      <ServiceStrip services={services} />
      <StoryFacts action={action} story={story} onSelect={select} />
      <Notes notes={correlation.notes} />
      <div className={styles.both} data-selected={selected !== undefined}>
        <div className={styles.main}>
          <Timeline action={action} story={story} services={services} attempts={attempts} selected={selected} onSelect={select} />
          <HopList action={action} story={story} attempts={attempts} onSelect={select} />
          <ActionViews correlation={correlation} action={action} story={story} />
        </div>
        {selected && (
          <SpanAside
            correlation={correlation}
            action={action}
            part={selected}
            attempt={attempts.get(selected)}
            hops={story.hops}
            onSelect={select}
          />
        )}
      </div>
      <InTerminal correlationId={correlation.correlationId} />
    </div>
  );
}
