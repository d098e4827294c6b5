import { useEffect, useRef } from "react";
import type { Suggestion } from "./suggestion.ts";
import { plainText } from "../text/plain-text.ts";
import styles from "./suggestions.module.css";

/** The list below the box. The box keeps the focus: it says which of them is the active one. */
export function Suggestions({
  id,
  suggestions,
  active,
  onTake,
}: {
  id: string;
  suggestions: readonly Suggestion[];
  active: number;
  onTake: (suggestion: Suggestion) => void;
}) {
  const list = useRef<HTMLDivElement>(null);
  useEffect(() => {
    list.current?.children[active]?.scrollIntoView({ block: "nearest" });
  }, [active]);
  return (
    <div id={id} ref={list} role="listbox" aria-label="Suggestions" className={styles.list}>
      {suggestions.map((suggestion, at) => (
        <div
          key={`${suggestion.about} ${suggestion.text}`}
          id={`${id}-${at}`}
          role="option"
          className={styles.option}
          aria-label={plainText(`${suggestion.text}, ${suggestion.about}`)}
          aria-selected={at === active}
          tabIndex={-1}
          // The focus stays in the box, through which the keyboard goes.
          onMouseDown={(event) => {
            event.preventDefault();
            onTake(suggestion);
          }}
        >
          <span className={styles.text}>{plainText(suggestion.text)}</span>
          <span className={styles.about}>{suggestion.about}</span>
        </div>
      ))}
    </div>
  );
}
