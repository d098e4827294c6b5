import { useNavigate, useRouterState } from "@tanstack/react-router";
import { type KeyboardEvent, useId, useLayoutEffect, useRef, useState } from "react";
import styles from "./find-box.module.css";
import { Highlighted } from "./Highlighted.tsx";
import { keepSearch } from "./recent.ts";
import { type Suggestion, taken } from "./suggestion.ts";
import { Suggestions } from "./Suggestions.tsx";
import { loadLanguage, useLanguage } from "./use-language.ts";
import { useViewKeys } from "../shell/use-view-keys.ts";
import { useSuggestions } from "./use-suggestions.ts";

const NONE = -1;

/** The one box: a correlation ID, a trace ID, words or TraceQL. `/` leads to it from anywhere. */
export function FindBox() {
  // Other views have a `q` of their own.
  const q = useRouterState({ select: ({ location: { pathname, search } }) => (pathname === "/" && (search as { q?: string }).q) || "" });
  const [asked, setAsked] = useState(q);
  const [text, setText] = useState(q);
  const [caret, setCaret] = useState(0);
  const [isOpen, setOpen] = useState(false);
  const [active, setActive] = useState(NONE);
  /** What is wrong is said once a search for it was tried. */
  const [isTried, setTried] = useState(false);
  const field = useRef<HTMLInputElement>(null);
  const layer = useRef<HTMLDivElement>(null);
  /** Where the caret has to go once the text is there. */
  const nextCaret = useRef<number>(undefined);
  const id = useId();
  const navigate = useNavigate();
  useViewKeys({ "/": () => field.current?.focus() });

  // Another query was opened: by back, by a link.
  if (asked !== q) {
    setAsked(q);
    setText(q);
    setOpen(false);
    setTried(false);
  }
  const isTraceQL = /^\s*[{(]/.test(text);
  const language = useLanguage(isTraceQL);
  const problem = isTraceQL ? language?.problemOf(text) : undefined;
  const completions = isTraceQL ? language?.completionsOf(text, caret) : undefined;
  const suggestions = useSuggestions(text, caret, completions, isOpen && (!isTraceQL || completions !== undefined));
  const isListed = isOpen && suggestions.length > 0;
  const isSaid = problem !== undefined && (isTried || problem.to < caret);

  useLayoutEffect(() => {
    if (nextCaret.current !== undefined) field.current?.setSelectionRange(nextCaret.current, nextCaret.current);
    nextCaret.current = undefined;
    if (layer.current && field.current) layer.current.scrollLeft = field.current.scrollLeft;
  });

  const type = (typed: string, at: number) => {
    setText(typed);
    setCaret(at);
    setActive(NONE);
    setTried(false);
    setOpen(true);
  };
  const ask = (search: string) => {
    keepSearch(search);
    setOpen(false);
    setText(search);
    void navigate({ to: "/", search: (given) => ({ ...rangeOf(given), ...(search !== "" && { q: search }) }) });
  };
  /** What is wrong is not asked, be it that the language has yet to come. */
  const submit = async () => {
    setTried(true);
    if (!isTraceQL || !(await loadLanguage()).problemOf(text)) ask(text.trim());
  };
  const take = (suggestion: Suggestion) => {
    if (suggestion.isWhole) return ask(suggestion.insert);
    const now = taken(text, caret, suggestion);
    nextCaret.current = now.caret;
    type(now.text, now.caret);
  };
  const onKeyDown = (event: KeyboardEvent) => {
    const step = event.key === "ArrowDown" ? 1 : event.key === "ArrowUp" ? -1 : 0;
    if (step !== 0) {
      event.preventDefault();
      setOpen(true);
      if (isListed) setActive((active + step + suggestions.length + (active === NONE && step < 0 ? 1 : 0)) % suggestions.length);
      return;
    }
    if (event.key === "Escape" && isOpen) {
      event.preventDefault();
      setOpen(false);
      setActive(NONE);
    }
    const chosen = isListed ? suggestions[active === NONE && event.key === "Tab" && isTraceQL ? 0 : active] : undefined;
    if ((event.key === "Enter" || (event.key === "Tab" && !event.shiftKey)) && chosen) {
      event.preventDefault();
      take(chosen);
    }
  };

  return (
    <form
      role="search"
      className={styles.box}
      onSubmit={(event) => {
        event.preventDefault();
        void submit();
      }}
    >
      <div className={styles.field} data-coloured={(isTraceQL && language !== undefined) || undefined}>
        {isTraceQL && language && <Highlighted ref={layer} pieces={language.piecesOf(text)} problem={problem} />}
        <input
          ref={field}
          type="text"
          aria-label="Find by correlation ID, trace ID, words or TraceQL"
          aria-autocomplete="list"
          aria-controls={isListed ? `${id}list` : undefined}
          aria-activedescendant={isListed && active !== NONE ? `${id}list-${active}` : undefined}
          aria-invalid={isSaid || undefined}
          aria-describedby={isSaid ? `${id}problem` : undefined}
          placeholder="Correlation ID, trace ID, words, or { TraceQL }"
          autoComplete="off"
          spellCheck={false}
          value={text}
          onChange={({ target }) => type(target.value, target.selectionStart ?? target.value.length)}
          onSelect={({ currentTarget }) => setCaret(currentTarget.selectionStart ?? 0)}
          onScroll={({ currentTarget }) => {
            if (layer.current) layer.current.scrollLeft = currentTarget.scrollLeft;
          }}
          onClick={() => text === "" && setOpen(true)}
          onKeyDown={onKeyDown}
          onBlur={() => setOpen(false)}
        />
      </div>
      <div className={styles.below} hidden={!isListed && !isSaid}>
        <p id={`${id}problem`} className={styles.problem} role="status" hidden={!isSaid}>
          {isSaid && problem.message}
        </p>
        {isListed && <Suggestions id={`${id}list`} suggestions={suggestions} active={active} onTake={take} />}
      </div>
    </form>
  );
}

/** What range of time is looked at stays. */
function rangeOf({ start, end }: { readonly start?: string | undefined; readonly end?: string | undefined }): {
  start?: string;
  end?: string;
} {
  return { ...(start !== undefined && { start }), ...(end !== undefined && { end }) };
}
