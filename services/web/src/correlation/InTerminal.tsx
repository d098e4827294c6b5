import { paths } from "../api/paths.ts";
import { CopyButton } from "../parts/CopyButton.tsx";
import { terminalCommand } from "./command.ts";
import styles from "./in-terminal.module.css";

/** The same for a terminal and for scripts. */
export function InTerminal({ correlationId }: { correlationId: string }) {
  const command = terminalCommand(correlationId, location.origin);
  return (
    <footer className={styles.terminal}>
      <span>In the terminal</span>
      <code>{command}</code>
      <CopyButton text={command} label="Copy command" />
      <a href={paths.correlation.replace(":correlationId", encodeURIComponent(correlationId))}>Raw JSON</a>
    </footer>
  );
}
