import { commonRoot, shareText, shortPath, weightText } from "@throughline/profile";
import { useMemo, useState } from "react";
import { countText } from "../text/number.ts";
import { visibleText } from "./fitting-text.ts";
import { changeText, placeText } from "./FrameDetails.tsx";
import { type Graph, ratio } from "./graph.ts";
import type { Search } from "./match.ts";
import { changeOfTotal, type Sort, sorted, SORTS, topFunctions } from "./top-functions.ts";
import styles from "./top-table.module.css";

/** Rows that are shown at first, and more each time. */
const PAGE = 100;

/** Functions by what they weigh, those that match a search alone. It tells in text what the graph shows. */
export function TopTable({
  graph,
  unit,
  search,
  sort: sortText,
  picked,
  onSort,
  onPick,
}: {
  graph: Graph;
  unit: string;
  search: Search;
  /** As in FlameState. */
  sort: string | undefined;
  /** Function whose callers and callees are shown. */
  picked: string | undefined;
  onSort: (sort: string) => void;
  onPick: (key: string) => void;
}) {
  const { sort, isReversed } = sortOf(sortText, graph);
  const functions = useMemo(() => topFunctions(graph), [graph]);
  const shown = useMemo(() => {
    const matching = search && "matches" in search ? functions.filter(({ frame }) => search.matches(frame)) : functions;
    return sorted(matching, graph, sort, isReversed);
  }, [functions, search, graph, sort, isReversed]);
  const folder = useMemo(() => commonRoot(graph.frames), [graph]);
  const [pages, setPages] = useState(1);

  const header = (name: Sort, label: string) => (
    <SortButton
      label={label}
      isSorted={sort === name}
      isReversed={isReversed}
      onClick={() => onSort(sort === name && !isReversed ? `-${name}` : name)}
    />
  );
  const ariaSort = (...names: Sort[]) => {
    if (!names.includes(sort)) return undefined;
    return (sort === "function" || sort === "file") !== isReversed ? "ascending" : "descending";
  };
  return (
    <div className={styles.room} role="region" aria-label="Functions by weight">
      <table className={styles.table}>
        {graph.isDifference && <caption className={styles.caption}>Shares of everything, those of the base below</caption>}
        <thead>
          <tr>
            <th scope="col" aria-sort={ariaSort("function", "file")}>
              {header("function", "Function")} {header("file", "File")}
            </th>
            <th scope="col" aria-sort={ariaSort("self")} className={styles.number}>
              {header("self", "Self")}
            </th>
            <th scope="col" aria-sort={ariaSort("total")} className={styles.number}>
              {header("total", "Total")}
            </th>
            {graph.isDifference && (
              <th scope="col" aria-sort={ariaSort("change")} className={styles.number}>
                {header("change", "Change")}
              </th>
            )}
          </tr>
        </thead>
        <tbody>
          {shown.slice(0, pages * PAGE).map((entry) => (
            <tr key={entry.key}>
              <td>
                <button
                  type="button"
                  className={styles.function}
                  aria-current={entry.key === picked ? "true" : undefined}
                  title="Show callers and callees"
                  onClick={() => onPick(entry.key)}
                >
                  {visibleText(entry.frame.function)}
                </button>
                {entry.frame.file !== "" && (
                  <span className={styles.place} title={visibleText(placeText(entry.frame))}>
                    {visibleText(placeText({ ...entry.frame, file: shortPath(entry.frame.file, folder), column: 0 }))}
                  </span>
                )}
              </td>
              <Amount value={entry.self} base={entry.baseSelf} graph={graph} unit={unit} />
              <Amount value={entry.total} base={entry.baseTotal} graph={graph} unit={unit} />
              {graph.isDifference && <td className={styles.number}>{changeText(changeOfTotal(entry, graph))}</td>}
            </tr>
          ))}
        </tbody>
      </table>
      {shown.length === 0 && <p className={styles.none}>No function matches.</p>}
      {shown.length > pages * PAGE && (
        <button type="button" className={styles.more} onClick={() => setPages(pages + 1)}>
          {countText(shown.length - pages * PAGE)} more
        </button>
      )}
    </div>
  );
}

function SortButton({
  label,
  isSorted,
  isReversed,
  onClick,
}: {
  label: string;
  isSorted: boolean;
  isReversed: boolean;
  onClick: () => void;
}) {
  return (
    <button type="button" className={styles.sort} onClick={onClick}>
      {label}
      <span className={styles.arrow} aria-hidden="true">
        {isSorted && (isReversed ? "▴" : "▾")}
      </span>
    </button>
  );
}

/** A weight and its share; in a difference both shares, as weights of unlike ranges do not compare. */
function Amount({ value, base, graph, unit }: { value: number; base: number; graph: Graph; unit: string }) {
  const now = ratio(value, graph.all.total);
  if (graph.isDifference)
    return (
      <td className={styles.number}>
        {shareText(now)}
        <span className={styles.share}>{shareText(ratio(base, graph.all.baseTotal))}</span>
      </td>
    );
  return (
    <td className={styles.number} style={{ backgroundSize: `${Math.min(now * 100, 100)}% 100%` }}>
      {weightText(value, unit)}
      <span className={styles.share}>{shareText(now)}</span>
    </td>
  );
}

/** What a text asks for; else by self, and of a difference by change. */
function sortOf(text: string | undefined, { isDifference }: Graph): { readonly sort: Sort; readonly isReversed: boolean } {
  const sort = SORTS.find((each) => each === text?.replace(/^-/, ""));
  return { sort: sort ?? (isDifference ? "change" : "self"), isReversed: sort !== undefined && text?.startsWith("-") === true };
}
