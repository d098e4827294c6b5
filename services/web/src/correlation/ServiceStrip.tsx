import { Link } from "@tanstack/react-router";
import { ServiceName } from "../parts/ServiceName.tsx";
import { plural } from "../text/number.ts";
import styles from "./service-strip.module.css";
import { WAYS } from "./ways.ts";
import type { ServiceActivity } from "./service-activity.ts";
import { spanText } from "./verdict.ts";

/** Every service that had a part in the action, in the order in which they came in. */
export function ServiceStrip({ services }: { services: readonly ServiceActivity[] }) {
  return (
    <section aria-label="Services">
      <h2 className={styles.title}>
        {plural(services.length, "service")} <span>in the order in which they came in</span>
      </h2>
      <ol className={styles.services}>
        {services.map((service) => (
          <li key={service.name} className={styles.service}>
            <Link to="/services/$service" params={{ service: service.name }} title={`All that is known of ${service.name}`}>
              <ServiceName name={service.name} />
            </Link>
            <span className={styles.active} title="Time in which one of its spans ran">
              {service.spans > 0 ? spanText(service.active) : "no spans"}
            </span>
            <span className={styles.counts}>
              <span>{plural(service.spans, "span")}</span>
              {service.errors > 0 && <span className={styles.errors}>{plural(service.errors, "error")}</span>}
              {service.blocks > 0 && <span className={styles.blocks}>{plural(service.blocks, "block")}</span>}
              <Link
                from="/correlations/$correlationId"
                to="."
                search={(given) => ({ ...given, view: "logs", logsOf: service.name })}
                hash={WAYS}
                aria-label={`${plural(service.logs, "log line")}${service.errorLogs > 0 ? ` (${plural(service.errorLogs, "error")})` : ""} of ${service.name}`}
              >
                {plural(service.logs, "log line")}
                {service.errorLogs > 0 && <span className={styles.errors}>{` (${plural(service.errorLogs, "error")})`}</span>}
              </Link>
            </span>
          </li>
        ))}
      </ol>
    </section>
  );
}
