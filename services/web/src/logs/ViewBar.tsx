import { CopyButton } from "../parts/CopyButton.tsx";
import { Popover } from "../parts/Popover.tsx";
import styles from "./logs-page.module.css";
import { terminalCommand } from "./terminal-command.ts";
import type { LogsView } from "./use-logs-view.ts";

/** How the lines are shown, and how to have them elsewhere. */
export function ViewBar({ view: { search, listed, isLive, look }, onRefresh }: { view: LogsView; onRefresh: () => void }) {
  const isWrapped = search.wrap !== undefined;
  const command = terminalCommand({ ...listed, isLive }, location.origin);
  return (
    <div className={styles.tools}>
      <button type="button" aria-pressed={isWrapped} onClick={() => look({ wrap: isWrapped ? undefined : "1" })}>
        Wrap
      </button>
      <Popover label="Terminal" title="The same in a terminal">
        <div className={styles.command}>
          <code>{command}</code>
          <CopyButton text={command} label="Copy the command" />
        </div>
      </Popover>
      {!isLive && (
        <button type="button" onClick={onRefresh} title="Ask again: what is newer comes, too">
          Refresh
        </button>
      )}
    </div>
  );
}
