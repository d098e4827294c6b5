import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { api } from "../api/api.ts";
import { Failure } from "../parts/Failure.tsx";
import { Loading } from "../parts/Loading.tsx";
import { Notes } from "../parts/Notes.tsx";
import { flamegraphRoute } from "../router.tsx";
import { useTitle } from "../shell/use-title.ts";
import { rangeOf, wholeBase } from "./base.ts";
import { CompareChoice } from "./CompareChoice.tsx";
import { Flame } from "./Flame.tsx";
import { FlameFacts } from "./FlameFacts.tsx";
import { FlameFiles } from "./FlameFiles.tsx";
import styles from "./flamegraph-page.module.css";
import { Nothing } from "./Nothing.tsx";
import { flameSearch, parametersOf, type Selection, SELECTION_NAMES, selectionText, selectorOf } from "./selection.ts";
import { SelectionForm } from "./SelectionForm.tsx";
import { TypeChoice } from "./TypeChoice.tsx";
import { useFlameGraph } from "./use-flame-graph.ts";

/** As high as leaves the page's head and the legend on the screen. */
const HEIGHT = "max(320px, calc(100vh - 310px))";
const DIFFERENCE_HEIGHT = "max(320px, calc(100vh - 370px))";
const LOADING_HEIGHT = 480;

/** The flame graph of a selection, or of the difference of two. All of it is in the URL. */
export function FlamegraphPage() {
  const search = flamegraphRoute.useSearch();
  const navigate = flamegraphRoute.useNavigate();
  // A base that is being chosen: as long as nothing of it is, the URL has nothing to say.
  const [isChoosing, setChoosing] = useState(false);
  const { type, start, end } = search;
  const selection = part(search, "");
  const selector = selectorOf(selection);
  useTitle(selector === undefined ? "Flame graph" : `${selectionText(selection)} · flame graph`);
  const base = SELECTION_NAMES.some((name) => search[`base.${name}`] !== undefined) ? part(search, "base.") : undefined;
  const { data, error, refetch } = useFlameGraph(selection, base, type, selector !== undefined);
  const difference = data && "base" in data ? data : undefined;
  const services = useQuery({
    queryKey: ["flamegraph", "services", start, end],
    queryFn: ({ signal }) => api.services({ start, end }, signal),
  });
  const names = services.data?.services.map(({ name }) => name) ?? [];

  const change = (changes: Readonly<Record<string, string | undefined>>, replace = false) =>
    void navigate({ search: (given) => flameSearch({ ...given, ...changes }), replace, resetScroll: false });
  const select = (next: Selection) => {
    // What the base has from the selection would mean something else.
    const isOther = selectorOf(next) !== selector;
    change({ ...parametersOf(next, isOther ? {} : base, type), focus: undefined, ...(isOther && { sandwich: undefined }) });
  };
  const compare = (next: Selection | undefined) => {
    setChoosing(next === undefined);
    change({ ...parametersOf(selection, next ?? {}, type), focus: undefined, sort: undefined });
  };

  return (
    <div className={styles.page}>
      <div className={styles.head}>
        <h1>Flame graph</h1>
        {data && (
          <div className={styles.actions}>
            <button type="button" onClick={() => void refetch()}>
              Refresh
            </button>
            {!base && !isChoosing && data.samples > 0 && <CompareChoice selection={selection} services={data.services} onBase={compare} />}
            {data.samples > 0 && (
              <FlameFiles
                parameters={parametersOf(selection, base, type)}
                isDifference={difference !== undefined}
                title={`${selectionText(selection)}, ${data.sampleType}`}
              />
            )}
          </div>
        )}
      </div>
      <div className={styles.selections}>
        <div className={styles.selection}>
          <SelectionForm label="Samples" selection={selection} services={names} onSelection={select} />
          {data && data.types.length > 0 && (
            <TypeChoice types={data.types} type={data.sampleType} onType={(chosen) => change({ type: chosen, focus: undefined })} />
          )}
        </div>
        {(base !== undefined || isChoosing) && (
          <div className={styles.selection}>
            <SelectionForm
              label="Base"
              selection={base ?? {}}
              shown={wholeBase(selection, base ?? {})}
              services={names}
              areSpans={selector !== "service"}
              onSelection={compare}
            />
            <button type="button" onClick={() => compare({})}>
              Stop comparing
            </button>
          </div>
        )}
      </div>
      {services.error && <Failure error={services.error} onRetry={() => void services.refetch()} />}
      {selector === undefined && <Nothing services={services.data ? names : undefined} range={rangeOf(selection)} />}
      {error && <Failure error={error} onRetry={() => void refetch()} />}
      {selector !== undefined && !data && !error && <Loading what="stack samples" height={LOADING_HEIGHT} />}
      {data && (
        <>
          <div className={styles.facts}>
            {(difference || data.samples > 0) && <FlameFacts label={difference ? "Samples" : ""} about={data} />}
            {difference && <FlameFacts label="Base" about={difference.base} />}
          </div>
          <Notes notes={data.notes} />
          {data.samples + (difference?.base.samples ?? 0) > 0 && (
            <Flame
              answer={data}
              state={search}
              onState={(changes, isTyped) => change({ ...changes }, isTyped)}
              height={difference ? DIFFERENCE_HEIGHT : HEIGHT}
              hasTable
            />
          )}
        </>
      )}
    </div>
  );
}

/** The parameters of one of the two selections. */
function part(search: Readonly<Record<string, string | undefined>>, prefix: string): Selection {
  return Object.fromEntries(SELECTION_NAMES.map((name) => [name, search[`${prefix}${name}`]]));
}
