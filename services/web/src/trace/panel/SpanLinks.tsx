import type { Span } from "@throughline/api";
import { Link } from "@tanstack/react-router";
import { Attributes } from "../../parts/Attributes.tsx";
import styles from "./panel.module.css";

/** Spans that this one came from, or goes on with, in other traces. */
export function SpanLinks({ links }: { links: Span["links"] }) {
  if (links.length === 0) return null;
  return (
    <section>
      <h3>Links</h3>
      <ul className={styles.list}>
        {links.map(({ traceId, spanId, attributes }) => (
          <li key={`${traceId} ${spanId}`}>
            <Link to="/traces/$traceId" params={{ traceId }} search={{ span: spanId }}>
              {`Span ${spanId} of trace ${traceId}`}
            </Link>
            <Attributes caption="" attributes={attributes} />
          </li>
        ))}
      </ul>
    </section>
  );
}
