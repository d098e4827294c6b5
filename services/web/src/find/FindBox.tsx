import { useNavigate, useRouterState } from "@tanstack/react-router";
import { useEffect, useRef, useState } from "react";
import styles from "./find-box.module.css";

/** The one box: a correlation ID, a trace ID, words or TraceQL. `/` leads to it from anywhere. */
export function FindBox() {
  // A filter of logs is in another language.
  const { q = "" } = useRouterState({
    select: ({ location }) => (location.pathname === "/logs" ? {} : (location.search as { q?: string })),
  });
  const [asked, setAsked] = useState(q);
  const [text, setText] = useState(q);
  const field = useRef<HTMLInputElement>(null);
  const navigate = useNavigate();

  // Another query was opened: by back, by a link.
  if (asked !== q) {
    setAsked(q);
    setText(q);
  }
  useEffect(() => {
    const focus = (event: KeyboardEvent) => {
      const { target } = event;
      if (event.key !== "/" || event.ctrlKey || event.metaKey || event.altKey) return;
      if (target instanceof HTMLElement && (target.isContentEditable || /^(?:INPUT|TEXTAREA|SELECT)$/.test(target.tagName))) return;
      event.preventDefault();
      field.current?.focus();
    };
    document.addEventListener("keydown", focus);
    return () => document.removeEventListener("keydown", focus);
  }, []);

  return (
    <form
      role="search"
      className={styles.box}
      onSubmit={(event) => {
        event.preventDefault();
        void navigate({ to: "/", search: (given) => ({ ...given, q: text.trim() }) });
      }}
    >
      <input
        ref={field}
        type="text"
        aria-label="Find by correlation ID, trace ID, words or TraceQL"
        placeholder="Correlation ID, trace ID, words, or { TraceQL }"
        autoComplete="off"
        spellCheck={false}
        value={text}
        onChange={({ target }) => setText(target.value)}
      />
    </form>
  );
}
