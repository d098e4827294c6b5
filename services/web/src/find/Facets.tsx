import type { TraceSummary } from "@throughline/api";
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useState } from "react";
import { api } from "../api/api.ts";
import { Notes } from "../parts/Notes.tsx";
import { shortCount } from "../text/number.ts";
import { plainText } from "../text/plain-text.ts";
import type { Range } from "../time/range.ts";
import { hasCondition, withCondition, withoutCondition } from "./condition.ts";
import { countsQuery, type Facet, type FacetValue, rootFacet, spanFacets } from "./facets.ts";
import styles from "./facets.module.css";

const NONE: readonly Facet[] = [];

/** What the spans and traces that were found have in common, and ways to ask for only some of them, or for all but some. */
export function Facets({
  q,
  range: { start, end },
  traces,
  isComplete,
  onQuery,
}: {
  q: string;
  range: Range;
  traces: readonly TraceSummary[];
  /** Whether there are no others. */
  isComplete: boolean;
  onQuery: (q: string) => void;
}) {
  const counting = countsQuery(q, isComplete);
  const { data } = useQuery({
    queryKey: ["find", "facets", counting, start, end],
    queryFn: ({ signal }) => api.metrics({ q: counting, start, end, instant: "true" }, signal),
    enabled: counting !== undefined,
  });
  const facets = [rootFacet(traces), ...(data && counting !== undefined ? spanFacets(data) : NONE)].filter(
    ({ values }) => values.length > 0,
  );
  return (
    <section className={styles.facets} aria-label="Narrow down">
      {facets.map((facet) => (
        <Values key={facet.name} facet={facet} q={q} onQuery={onQuery} />
      ))}
      {counting !== undefined && data && (
        <Notes notes={data.notes.filter(({ code }) => code !== "still_arriving" && !(code === "no_match" && traces.length > 0))} />
      )}
      {traces.some(({ openCount }) => openCount > 0) && (
        <div>
          <p className={styles.open}>Only spans that have ended are counted here.</p>
          <Link to="/services" search={{ start, end, view: "open" }}>
            Open spans in groups
          </Link>
        </div>
      )}
    </section>
  );
}

const FEW = 7;

function Values({ facet: { name, of, values }, q, onQuery }: { facet: Facet; q: string; onQuery: (q: string) => void }) {
  const [isWhole, setWhole] = useState(false);
  const shown = isWhole ? values : values.slice(0, FEW);
  return (
    <details className={styles.facet} open>
      <summary>
        {name} <span className={styles.of}>{of}</span>
      </summary>
      <ul>
        {shown.map((value) => (
          <Value key={value.text} value={value} q={q} onQuery={onQuery} />
        ))}
      </ul>
      {values.length > FEW && (
        <button type="button" className={styles.more} onClick={() => setWhole(!isWhole)}>
          {isWhole ? "Fewer" : `${values.length - FEW} more`}
        </button>
      )}
    </details>
  );
}

function Value({ value: { text, count, only, without }, q, onQuery }: { value: FacetValue; q: string; onQuery: (q: string) => void }) {
  const shown = text === "" ? "(empty)" : plainText(text);
  const [isOnly, isWithout] = [hasCondition(q, only), hasCondition(q, without)];
  const choose = (condition: string, isChosen: boolean) => {
    const free = withoutCondition(withoutCondition(q, only), without);
    onQuery(isChosen ? free : withCondition(free, condition));
  };
  return (
    <li className={styles.value}>
      <button
        type="button"
        className={styles.only}
        aria-pressed={isOnly}
        title={`${shown}: only these (with Shift: all others)`}
        onClick={(event) => (event.shiftKey ? choose(without, isWithout) : choose(only, isOnly))}
      >
        <span className={styles.text}>{shown}</span>
        <span className={styles.count}>{shortCount(count)}</span>
      </button>
      <button
        type="button"
        className={styles.without}
        aria-pressed={isWithout}
        aria-label={`Without ${shown}`}
        title={`Without ${shown}`}
        onClick={() => choose(without, isWithout)}
      >
        ≠
      </button>
    </li>
  );
}
