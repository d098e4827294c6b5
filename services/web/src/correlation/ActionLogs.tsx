import { Link } from "@tanstack/react-router";
import { useId, useMemo } from "react";
import { LogList } from "../logs/LogList.tsx";
import { correlationRoute } from "../router.tsx";
import { countText, plural } from "../text/number.ts";
import type { Action } from "./action.ts";
import styles from "./action-logs.module.css";
import { linesOf } from "./lines.ts";
import { serviceActivity } from "./service-activity.ts";

/** CSS pixels: of all of it, of what stands above the lines, of a line on a narrow page. Few lines take no more room than they need. */
const HEIGHT = 560;
const TOOLS = 120;
const LINE = 46;

/** What the services said in the action, oldest first, with the events of spans and the blocks where they happened. */
export function ActionLogs({ action, correlationId }: { action: Action; correlationId: string }) {
  const { logsOf, log } = correlationRoute.useSearch();
  const navigate = correlationRoute.useNavigate();
  const id = useId();
  const lines = useMemo(() => linesOf(action), [action]);
  const services = useMemo(() => serviceActivity(action), [action]);
  const shown = useMemo(() => (logsOf === undefined ? lines : lines.filter(({ service }) => service === logsOf)), [lines, logsOf]);
  // An empty text is none.
  const change = (changes: { logsOf: string } | { log: string }) =>
    void navigate({ search: (given) => ({ ...given, ...changes }), replace: true, resetScroll: false });
  return (
    <div className={styles.logs} style={{ height: log === undefined ? Math.min(HEIGHT, TOOLS + shown.length * LINE) : HEIGHT }}>
      <div className={styles.tools}>
        <label htmlFor={id}>Of</label>
        <select id={id} value={logsOf ?? ""} onChange={({ target }) => change({ logsOf: target.value })}>
          <option value="">all services</option>
          {services.map(({ name }) => (
            <option key={name}>{name}</option>
          ))}
        </select>
        <span className={styles.count} role="status">
          {shown.length === lines.length ? plural(lines.length, "line") : `${countText(shown.length)} of ${plural(lines.length, "line")}`}
        </span>
        <Link to="/logs" search={{ correlationId, ...(logsOf !== undefined && { service: logsOf }) }}>
          Filter and count them under Logs
        </Link>
      </div>
      {shown.length === 0 ? (
        <p className={styles.none}>
          {logsOf === undefined ? "No service logged anything in this action." : "This service logged nothing in this action."}
        </p>
      ) : (
        <LogList
          logs={shown}
          label="Log lines and events of the action"
          selected={log}
          onSelect={(chosen) => change({ log: chosen ?? "" })}
        />
      )}
    </div>
  );
}
