import { type CSSProperties, useMemo } from "react";
import { Breadcrumb } from "./Breadcrumb.tsx";
import styles from "./flame.module.css";
import { FlameCanvas } from "./FlameCanvas.tsx";
import { FlameLegend } from "./FlameLegend.tsx";
import { FlameSearch } from "./FlameSearch.tsx";
import { type FlameState, hiddenOf, hideText, type OnState } from "./flame-state.ts";
import { graphOf, nodeOfId, ROOT } from "./graph.ts";
import { HideChoices } from "./HideChoices.tsx";
import { find, searchOf } from "./match.ts";
import { SandwichView } from "./SandwichView.tsx";
import { idleShare, shaped } from "./shape.ts";
import { functionKey, stackTree } from "./stack-tree.ts";
import { TopTable } from "./TopTable.tsx";
import type { FlameAnswer } from "./use-flame-graph.ts";

/**
 * A flame graph that can be looked through: zoom, search, callers and callees of a function, and the functions by weight beside it.
 * `height` is that of the graph.
 */
export function Flame({
  answer,
  state,
  onState,
  height,
  hasTable = false,
}: {
  answer: FlameAnswer;
  state: FlameState;
  onState: OnState;
  height: number | string;
  hasTable?: boolean;
}) {
  const { unit } = answer;
  const isDifference = "base" in answer;
  const hidden = useMemo(() => hiddenOf({ hide: state.hide }), [state.hide]);
  const whole = useMemo(() => stackTree(answer.root), [answer]);
  const tree = useMemo(() => shaped(whole, hidden), [whole, hidden]);
  const graph = useMemo(() => graphOf(tree, isDifference), [tree, isDifference]);
  const idle = useMemo(() => idleShare(whole), [whole]);
  const search = useMemo(() => searchOf(state.search ?? ""), [state.search]);
  const found = useMemo(() => (search && "matches" in search ? find(graph, search.matches) : undefined), [graph, search]);
  const focus = nodeOfId(graph, state.focus);
  const onFocus = (node: number) => node !== focus && onState({ focus: node === ROOT ? undefined : graph.ids[node] });
  const onPick = (key: string) => onState({ sandwich: key, focus: undefined, ...(state.view === "table" && { view: undefined }) });
  const view = hasTable ? (state.view ?? "both") : "graph";

  return (
    <div className={styles.flame} style={{ "--flame-height": typeof height === "number" ? `${height}px` : height } as CSSProperties}>
      <div className={styles.tools}>
        <FlameSearch
          text={state.search ?? ""}
          search={search}
          found={found}
          isDifference={isDifference}
          onText={(text) => onState({ search: text }, true)}
        />
        <HideChoices hidden={hidden} idleShare={idle} onHidden={(next) => onState({ hide: hideText(next), focus: undefined })} />
        {hasTable && <Views view={view} onView={(chosen) => onState({ view: chosen === "both" ? undefined : chosen })} />}
      </div>
      {graph.rows === 1 ? (
        <p className={styles.nothing}>
          Nothing else ran: all of it is{" "}
          {hidden.has("idle") && idle > 0 ? "time in which threads waited for work" : "hidden or without frames"}.
        </p>
      ) : (
        <div className={styles.panes} data-view={view}>
          {view !== "table" && (
            <div className={styles.graph}>
              {state.sandwich === undefined ? (
                <>
                  <Breadcrumb graph={graph} unit={unit} focus={focus} onFocus={onFocus} />
                  <FlameCanvas
                    graph={graph}
                    unit={unit}
                    label="Flame graph"
                    focus={focus}
                    onFocus={onFocus}
                    onPick={(node) => onPick(functionKey(graph.frames[node] ?? tree))}
                    found={found}
                  />
                </>
              ) : (
                <SandwichView
                  tree={tree}
                  of={state.sandwich}
                  unit={unit}
                  isDifference={isDifference}
                  search={search}
                  onPick={onPick}
                  onClose={() => onState({ sandwich: undefined })}
                />
              )}
              <FlameLegend graph={graph} />
            </div>
          )}
          {view !== "graph" && (
            <TopTable
              graph={graph}
              unit={unit}
              search={search}
              sort={state.sort}
              picked={state.sandwich}
              onSort={(sort) => onState({ sort })}
              onPick={onPick}
            />
          )}
        </div>
      )}
    </div>
  );
}

const VIEWS = { both: "Both", graph: "Graph", table: "Table" } as const;
type View = keyof typeof VIEWS;

function Views({ view, onView }: { view: string; onView: (view: View) => void }) {
  return (
    <div role="group" aria-label="Show" className={styles.views}>
      {(Object.keys(VIEWS) as View[]).map((name) => (
        <button key={name} type="button" aria-pressed={view === name} onClick={() => onView(name)}>
          {VIEWS[name]}
        </button>
      ))}
    </div>
  );
}
