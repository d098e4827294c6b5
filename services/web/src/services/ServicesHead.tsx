import { Link, useNavigate } from "@tanstack/react-router";
import type { ReactNode } from "react";
import { servicesRoute } from "../router.tsx";
import { RangePicker } from "../time/RangePicker.tsx";
import styles from "./head.module.css";

/** What stands above the list and the map: which of the two, what of it, and the range of time. */
export function ServicesHead({ children }: { children: ReactNode }) {
  const { start, end } = servicesRoute.useSearch();
  const navigate = useNavigate({ from: "/services" });
  const range = { start, end };
  return (
    <div className={styles.head}>
      <h1>Services</h1>
      <nav aria-label="Services as" className={styles.tabs}>
        {[undefined, "map"].map((way) => (
          // Active only where the URL says the same of the way.
          <Link key={way ?? "list"} to="/services" search={{ ...range, view: way }} activeOptions={{ explicitUndefined: true }}>
            {way === "map" ? "Map" : "List"}
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
