import { Link } from "@tanstack/react-router";
import { useState } from "react";
import { Failure } from "../parts/Failure.tsx";
import { Loading } from "../parts/Loading.tsx";
import { Notes } from "../parts/Notes.tsx";
import { plural } from "../text/number.ts";
import { Flame } from "./Flame.tsx";
import type { FlameState } from "./flame-state.ts";
import styles from "./flame-graph-view.module.css";
import { flameSearch, type Selection } from "./selection.ts";
import { TypeChoice } from "./TypeChoice.tsx";
import { useFlameGraph } from "./use-flame-graph.ts";

/**
 * The flame graph of a selection inside another view: `height` in CSS pixels is that of the graph itself. Where there are no samples, it says
 * why. How it is looked at is forgotten with it; a link leads to the view that keeps it in its URL.
 */
export function FlameGraphView({ selection, height }: FlameGraphViewProps) {
  return <Shown key={JSON.stringify(selection)} selection={selection} height={height} />;
}

interface FlameGraphViewProps {
  readonly selection: Selection & { readonly type?: string | undefined };
  readonly height: number;
}

function Shown({ selection, height }: FlameGraphViewProps) {
  const [type, setType] = useState(selection.type);
  const [state, setState] = useState<FlameState>({});
  const { data, error, refetch } = useFlameGraph(selection, undefined, type);
  if (error && !data) return <Failure error={error} onRetry={() => void refetch()} />;
  if (!data) return <Loading what="stack samples" height={height} />;
  return (
    <div className={styles.view}>
      <div className={styles.head}>
        <span>{plural(data.samples, "sample")}</span>
        {data.types.length > 0 && <TypeChoice types={data.types} type={data.sampleType} onType={setType} />}
        <Link to="/flamegraph" search={flameSearch({ ...selection, type })}>
          Open, compare, download
        </Link>
      </div>
      <Notes notes={data.notes} />
      {data.samples > 0 && <Flame answer={data} state={state} onState={(changes) => setState({ ...state, ...changes })} height={height} />}
    </div>
  );
}
