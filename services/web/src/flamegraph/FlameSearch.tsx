import { shareText } from "@throughline/profile";
import { useResting } from "../parts/use-resting.ts";
import { plural } from "../text/number.ts";
import type { Found, Search } from "./match.ts";
import styles from "./flame-search.module.css";

/** What is looked for in the graph and the table, and how much of everything it is. */
export function FlameSearch({
  text: given,
  search,
  found,
  isDifference,
  onText,
}: {
  text: string;
  search: Search;
  found: Found | undefined;
  isDifference: boolean;
  onText: (text: string) => void;
}) {
  const [text, setText] = useResting(given, onText);
  const problem = search && "problem" in search ? search.problem : undefined;
  return (
    <div className={styles.search}>
      <input
        type="search"
        aria-label="Find functions and files"
        placeholder="Function, file or /pattern/"
        autoComplete="off"
        spellCheck={false}
        value={text}
        aria-invalid={problem !== undefined}
        onChange={({ target }) => setText(target.value)}
      />
      <span className={problem === undefined ? styles.found : styles.problem} role="status">
        {problem ?? (found && foundText(found, isDifference))}
      </span>
    </div>
  );
}

function foundText({ count, share, baseShare }: Found, isDifference: boolean): string {
  if (count === 0) return "Nothing matches";
  return `${plural(count, "frame")}, ${shareText(share)}${isDifference ? `, base ${shareText(baseShare)}` : ""}`;
}
