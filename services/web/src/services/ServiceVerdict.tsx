import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { api } from "../api/api.ts";
import { DEFAULT_START, nowNanos, type Range } from "../time/range.ts";
import { fresh } from "./fresh.ts";
import headStyles from "./head.module.css";
import { openVerdict } from "./open-verdict.ts";

/** That spans of a service do not end, where they do not: numbers of those that did are no comfort then. */
export function ServiceVerdict({ service, p99Nano, range }: { service: string; p99Nano: string | null; range: Range }) {
  const { start, end } = range;
  const { data } = useQuery({
    queryKey: ["services", "stalls", start, end],
    queryFn: ({ signal }) => api.stalls({ start: start ?? DEFAULT_START, end }, signal),
    ...fresh(range),
  });
  const stalls = data?.services.find(({ name }) => name === service);
  const verdict = stalls && openVerdict(stalls.openSpans, p99Nano, nowNanos());
  if (verdict === undefined) return null;
  return (
    <p role="status">
      <Link to="/services" search={{ ...range, view: "open", name: service }} className={headStyles.verdict}>
        {verdict}
      </Link>
    </p>
  );
}
