import { useRef } from "react";
import { CopyButton } from "../parts/CopyButton.tsx";
import { type KeyHelp, KeyList } from "../parts/KeyList.tsx";
import { Popover } from "../parts/Popover.tsx";
import { useViewKeys } from "../shell/use-view-keys.ts";
import styles from "./logs-page.module.css";
import { terminalCommand } from "./terminal-command.ts";
import type { LogsView } from "./use-logs-view.ts";

const KEYS: readonly KeyHelp[] = [
  ["j k", "into the lines; next, previous line"],
  ["↓ ↑", "next, previous line"],
  ["Enter", "open the line, close it"],
  ["l", "begin or end live"],
  ["/", "to the box that finds"],
  ["?", "this list"],
];

/** How the lines are shown, and how to have them elsewhere. */
export function ViewBar({ view: { search, listed, isLive, look }, onRefresh }: { view: LogsView; onRefresh: () => void }) {
  const isWrapped = search.wrap !== undefined;
  const command = terminalCommand({ ...listed, isLive }, location.origin);
  const help = useRef<HTMLDivElement>(null);
  useViewKeys({ "?": () => help.current?.togglePopover() });
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
      <Popover label="?" title="Keys (?)" ref={help}>
        <KeyList keys={KEYS} />
      </Popover>
    </div>
  );
}
