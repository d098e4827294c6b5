import type { Log } from "@throughline/api";
import { useCallback, useMemo } from "react";
import { correlationRoute } from "../router.tsx";
import type { Action, Part } from "./action.ts";
import type { Attempt } from "./attempts.ts";
import { grownEnd, grownLength } from "./grown.ts";
import { serviceLanes, traceLanes } from "./lanes.ts";
import { LaneChart } from "./LaneChart.tsx";
import { Minimap } from "./Minimap.tsx";
import { scaleOf } from "./scale.ts";
import type { ServiceActivity } from "./service-activity.ts";
import type { Story } from "./story.ts";
import styles from "./timeline.module.css";
import { useNow } from "../time/use-now.ts";
import { useWindow } from "./use-window.ts";
import { ALL, zoomed } from "./view-window.ts";
import { WAYS } from "./ways.ts";

/** How often bars of open spans grow. */
const TICK_MS = 500;

/** Everything of the action on one axis of time. */
export function Timeline({
  action,
  story,
  services,
  attempts,
  selected,
  onSelect,
}: {
  action: Action;
  story: Story;
  services: readonly ServiceActivity[];
  attempts: ReadonlyMap<Part, Attempt>;
  selected: Part | undefined;
  onSelect: (spanId: string | undefined) => void;
}) {
  const { lanes: by, waits } = correlationRoute.useSearch();
  const navigate = correlationRoute.useNavigate();
  const now = Number(useNow(story.open.length > 0, TICK_MS) - action.start);
  const endOf = useCallback((part: Part) => grownEnd(part, now), [now]);
  const length = grownLength(action, now);
  const lanes = useMemo(
    () =>
      by === "traces"
        ? traceLanes(action, story.traces)
        : serviceLanes(
            action,
            services.map(({ name }) => name),
          ),
    [action, story, services, by],
  );
  const even = waits === "full";
  const scale = useMemo(() => scaleOf(length, even ? [] : story.gaps), [length, story, even]);
  const canShorten = even ? scaleOf(length, story.gaps).shortened.length > 0 : scale.shortened.length > 0;
  const [window, setWindow] = useWindow(scale);
  // An empty text is none.
  const show = (change: { lanes: string } | { waits: string }) =>
    void navigate({ search: (given) => ({ ...given, ...change }), replace: true, resetScroll: false });
  // A record of a span is among those that stand with it.
  const showLog = ({ id, spanId }: Log) => {
    if (action.parts.some(({ span }) => span.spanId === spanId)) onSelect(spanId);
    else void navigate({ search: (given) => ({ ...given, view: "logs", logsOf: "", log: id }), hash: WAYS });
  };
  const middle = (window.from + window.to) / 2;

  return (
    <section className={styles.timeline} aria-label="Timeline">
      <div className={styles.tools}>
        <h2>Timeline</h2>
        <div role="group" aria-label="Lanes" className={styles.group}>
          <button type="button" aria-pressed={by !== "traces"} onClick={() => show({ lanes: "" })}>
            By service
          </button>
          <button type="button" aria-pressed={by === "traces"} onClick={() => show({ lanes: "traces" })}>
            By trace
          </button>
        </div>
        {canShorten && (
          <label className={styles.check}>
            <input type="checkbox" checked={!even} onChange={({ target }) => show({ waits: target.checked ? "" : "full" })} />
            Shorten long waits
          </label>
        )}
        <div role="group" aria-label="Zoom" className={styles.group}>
          <button type="button" aria-label="Zoom out" onClick={() => setWindow(zoomed(window, 2, middle, scale))}>
            −
          </button>
          <button type="button" aria-label="Zoom in" onClick={() => setWindow(zoomed(window, 0.5, middle, scale))}>
            +
          </button>
          <button type="button" disabled={window.from <= 0 && window.to >= 1} onClick={() => setWindow(ALL)}>
            All
          </button>
        </div>
        <span className={styles.keys} id="timeline-keys">
          drag to zoom · <kbd>←</kbd> <kbd>→</kbd> spans · <kbd>↑</kbd> <kbd>↓</kbd> lanes · <kbd>Enter</kbd> select · <kbd>+</kbd>{" "}
          <kbd>−</kbd> <kbd>0</kbd> zoom
        </span>
      </div>
      <Minimap lanes={lanes} scale={scale} endOf={endOf} window={window} onWindow={setWindow} />
      <LaneChart
        story={story}
        lanes={lanes}
        scale={scale}
        window={window}
        attempts={attempts}
        endOf={endOf}
        selected={selected}
        onSelect={onSelect}
        onLog={showLog}
        onWindow={setWindow}
      />
    </section>
  );
}
