import type { Correlation } from "@throughline/api";
import { Link } from "@tanstack/react-router";
import { lazy, Suspense } from "react";
import { Loading } from "../parts/Loading.tsx";
import { correlationRoute } from "../router.tsx";
import type { Action } from "./action.ts";
import styles from "./action-views.module.css";
import type { Story } from "./story.ts";
import { TraceTable } from "./TraceTable.tsx";
import { WAYS } from "./ways.ts";

const ActionWaterfall = lazy(async () => ({ default: (await import("./ActionWaterfall.tsx")).ActionWaterfall }));
const ActionLogs = lazy(async () => ({ default: (await import("./ActionLogs.tsx")).ActionLogs }));
const FlameGraphView = lazy(async () => ({ default: (await import("../flamegraph/FlameGraphView.tsx")).FlameGraphView }));

const VIEWS = { waterfall: "Waterfall", logs: "Logs", flamegraph: "Flame graph", traces: "Traces" } as const;
type View = keyof typeof VIEWS;

/** CSS pixels that a way takes while it is loaded. */
const HEIGHT = 420;

/** The action seen in other ways: one of them at a time. */
export function ActionViews({ correlation, action, story }: { correlation: Correlation; action: Action; story: Story }) {
  const { view } = correlationRoute.useSearch();
  const shown: View = view !== undefined && Object.hasOwn(VIEWS, view) ? (view as View) : "waterfall";
  return (
    <section id={WAYS} aria-label={VIEWS[shown]}>
      <nav className={styles.views} aria-label="Ways to see the action">
        {(Object.entries(VIEWS) as [View, string][]).map(([name, label]) => (
          <Link
            key={name}
            from="/correlations/$correlationId"
            to="."
            search={(given) => ({ ...given, view: name })}
            resetScroll={false}
            aria-current={name === shown ? "page" : undefined}
          >
            {label}
          </Link>
        ))}
      </nav>
      <Suspense fallback={<Loading what={VIEWS[shown].toLowerCase()} height={HEIGHT} />}>
        {shown === "waterfall" && <ActionWaterfall correlation={correlation} action={action} story={story} />}
        {shown === "logs" && <ActionLogs action={action} correlationId={correlation.correlationId} />}
        {shown === "flamegraph" && <FlameGraphView selection={{ correlationId: correlation.correlationId }} height={HEIGHT} />}
        {shown === "traces" && <TraceTable action={action} story={story} />}
      </Suspense>
    </section>
  );
}
