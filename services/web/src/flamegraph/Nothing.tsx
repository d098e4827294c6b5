import { Link } from "@tanstack/react-router";
import { Loading } from "../parts/Loading.tsx";
import { ServiceName } from "../parts/ServiceName.tsx";
import type { Range } from "../time/range.ts";
import { flameSearch } from "./selection.ts";
import styles from "./nothing.module.css";

/** Nothing is selected: the services to choose from, or how samples come about. `services` are undefined while they are asked for. */
export function Nothing({ services, range }: { services: readonly string[] | undefined; range: Range }) {
  if (!services) return <Loading what="services" height={200} />;
  if (services.length === 0)
    return (
      <div className={styles.nothing}>
        <p>Nothing was sent in this range of time.</p>
        <p>
          A service that starts with <code>node --import @throughline/sdk/register</code> sends stack samples every ten seconds, each with
          the span that ran. What py-spy, perf or Go’s pprof wrote can be posted to <code>/ingest/profiles</code>.
        </p>
      </div>
    );
  return (
    <div className={styles.nothing}>
      <p>A flame graph shows which functions ran, called by which, and how much. Choose whose:</p>
      <ul className={styles.services}>
        {services.map((service) => (
          <li key={service}>
            <Link to="/flamegraph" search={flameSearch({ ...range, service })}>
              <ServiceName name={service} />
            </Link>
          </li>
        ))}
      </ul>
    </div>
  );
}
