import { useIsFetching, useQueryClient } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useTitle } from "../shell/use-title.ts";
import { RangePicker } from "../time/RangePicker.tsx";
import styles from "./find-page.module.css";
import { Found } from "./Found.tsx";
import { interpret } from "./interpret.ts";
import { QUICK_SEARCHES } from "./quick-searches.ts";
import { TokenFound } from "./TokenFound.tsx";
import { useFindSearch } from "./use-find-search.ts";
import { WordsFound } from "./WordsFound.tsx";

/** What other views have found stays as it was. */
const OF_FIND = { queryKey: ["find"] };

/** What the box was asked for, whatever it is. */
export function FindPage() {
  const [{ q = "", start, end }, change] = useFindSearch();
  const queries = useQueryClient();
  const isAsking = useIsFetching(OF_FIND) > 0;
  useTitle(q === "" ? undefined : q);
  return (
    <>
      <h1 className={styles.hidden}>Find</h1>
      <div className={styles.bar}>
        <div className={styles.quick} role="group" aria-label="Searches to begin with">
          {QUICK_SEARCHES.map((quick) => (
            <button key={quick.name} type="button" title={quick.about} aria-pressed={q === quick.q} onClick={() => change({ q: quick.q })}>
              {quick.name}
            </button>
          ))}
          <Link
            to="/services"
            search={{ start, end, view: "open" }}
            title="Spans that have not ended, in groups, the oldest first: they run, they hang, or their process is gone"
          >
            Open spans
          </Link>
          <Link to="/services" search={{ start, end, view: "blocked" }} title="What code held the threads of processes, and how long">
            Blocked event loops
          </Link>
        </div>
        <div className={styles.when}>
          <RangePicker
            range={{ ...(start !== undefined && { start }), ...(end !== undefined && { end }) }}
            onRange={(range) => change({ start: range.start, end: range.end })}
          />
          <button
            type="button"
            aria-label="Refresh"
            title="Ask again"
            aria-busy={isAsking}
            className={styles.refresh}
            onClick={() => void queries.invalidateQueries(OF_FIND)}
          >
            <span aria-hidden="true">⟳</span>
          </button>
        </div>
      </div>
      <Results text={q} />
    </>
  );
}

function Results({ text }: { text: string }) {
  const asked = interpret(text);
  switch (asked.type) {
    case "everything":
      return <Found q="" />;
    case "traceql":
      return <Found q={asked.q} />;
    case "token":
      return <TokenFound key={asked.id} id={asked.id} isPlain={asked.isPlain} />;
    case "words":
      return <WordsFound words={asked.text} />;
  }
}
