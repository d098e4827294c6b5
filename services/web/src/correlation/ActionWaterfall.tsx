import type { Correlation } from "@throughline/api";
import { useMemo } from "react";
import { correlationRoute } from "../router.tsx";
import { forestOf } from "../trace/forest.ts";
import { changed } from "../trace/waterfall-view.ts";
import { Waterfall } from "../trace/Waterfall.tsx";
import type { Action } from "./action.ts";
import styles from "./action-waterfall.module.css";
import { nestedSpans } from "./nested-spans.ts";
import type { Story } from "./story.ts";

/** All spans of the action as one tree of rows: traces that were handed their work stand below what handed it on. */
export function ActionWaterfall({ correlation, action, story }: { correlation: Correlation; action: Action; story: Story }) {
  const view = correlationRoute.useSearch();
  const navigate = correlationRoute.useNavigate();
  const forest = useMemo(() => forestOf(nestedSpans(correlation.spans, story), action.start), [correlation, story, action]);
  return (
    <div className={styles.waterfall}>
      <Waterfall
        label="All spans of the action"
        forest={forest}
        logs={correlation.logs}
        blocks={correlation.blocks}
        view={view}
        onView={(changes, asStep = false) =>
          void navigate({ search: (given) => changed(given, changes), replace: !asStep, resetScroll: false })
        }
      />
    </div>
  );
}
