import { useQuery } from "@tanstack/react-query";
import { useId, useState } from "react";
import { api } from "../api/api.ts";
import { RangePicker } from "../time/RangePicker.tsx";
import styles from "./log-filter.module.css";
import type { LogsView } from "./use-logs-view.ts";

/** What is asked: a filter, a service, a range of time; and whether it goes on. */
export function LogFilter({
  view: { search, range, isLive, isOfOne, ask },
  problem,
  onLive,
  onRefresh,
}: {
  view: LogsView;
  /** What the query API does not understand of the filter. */
  problem: string | undefined;
  onLive: () => void;
  onRefresh: () => void;
}) {
  const id = useId();
  const { q = "", service } = search;
  const { start, end } = range;
  const { data } = useQuery({
    queryKey: ["logs", "services", start, end],
    queryFn: ({ signal }) => api.services({ start, end }, signal),
  });
  const names = new Set([...(data?.services ?? []).map(({ name }) => name), ...(service === undefined ? [] : [service])]);
  return (
    <form
      className={styles.filter}
      onSubmit={(event) => {
        event.preventDefault();
        const written = new FormData(event.currentTarget).get("q");
        const given = typeof written === "string" ? written.trim() : "";
        if (given === q) onRefresh();
        else ask({ q: given });
      }}
    >
      <div className={styles.field}>
        <label htmlFor={id}>Filter</label>
        <FilterField id={id} q={q} problem={problem} key={q} />
      </div>
      <div className={styles.service}>
        <label htmlFor={`${id}service`}>Service</label>
        <select id={`${id}service`} value={service ?? ""} onChange={({ target }) => ask({ service: target.value })}>
          <option value="">All services</option>
          {[...names].map((name) => (
            <option key={name} value={name}>
              {name}
            </option>
          ))}
        </select>
      </div>
      <div className={styles.buttons}>
        <button type="submit" className={styles.search}>
          {isLive ? "Filter" : "Search"}
        </button>
        <RangePicker
          range={range}
          unset={isOfOne ? "All that is stored" : undefined}
          onRange={(chosen) => ask({ start: chosen.start, end: chosen.end, live: undefined })}
        />
        <button type="button" aria-pressed={isLive} onClick={onLive} className={styles.live} title="Show lines as they arrive (l)">
          Live
        </button>
      </div>
      <p id={`${id}problem`} className={styles.problem} role="alert">
        {problem?.replace(/^Parameter "q": Log filter: /, "")}
      </p>
    </form>
  );
}

function FilterField({ id, q, problem }: { id: string; q: string; problem: string | undefined }) {
  const [text, setText] = useState(q);
  return (
    <input
      id={id}
      name="q"
      type="search"
      placeholder='words, "a phrase", key=value, severity>=warn, NOT, OR'
      autoComplete="off"
      autoCapitalize="off"
      spellCheck={false}
      maxLength={9_000}
      aria-invalid={problem !== undefined}
      aria-describedby={`${id}problem`}
      value={text}
      onChange={({ target }) => setText(target.value)}
    />
  );
}
