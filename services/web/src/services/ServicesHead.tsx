import { Link, useNavigate } from "@tanstack/react-router";
import type { ReactNode } from "react";
import { servicesRoute } from "../router.tsx";
import { RangePicker } from "../time/RangePicker.tsx";
import styles from "./head.module.css";

const WAYS = [
  [undefined, "List"],
  ["map", "Map"],
  ["open", "Open spans"],
  ["blocked", "Blocked"],
] as const;

/** What stands above the list, the map and what holds services up: which of them, what of it, and the range of time. */
export function ServicesHead({ children }: { children: ReactNode }) {
  const { start, end } = servicesRoute.useSearch();
  const navigate = useNavigate({ from: "/services" });
  const range = { start, end };
  return (
    <div className={styles.head}>
      <h1>Services</h1>
      <nav aria-label="Services as" className={styles.tabs}>
        {WAYS.map(([way, name]) => (
          // Active only where the URL says the same of the way.
          <Link key={name} to="/services" search={{ ...range, view: way }} activeOptions={{ explicitUndefined: true }}>
            {name}
          </Link>
        ))}
      </nav>
      {children}
      <div className={styles.range}>
        <RangePicker
          range={range}
          onRange={(chosen) => void navigate({ search: (given) => ({ ...given, start: chosen.start, end: chosen.end }) })}
        />
      </div>
    </div>
  );
}
