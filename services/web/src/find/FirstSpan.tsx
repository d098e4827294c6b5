import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useEffect, useState } from "react";
import { api } from "../api/api.ts";
import { CopyButton } from "../parts/CopyButton.tsx";
import { nowNanos } from "../time/range.ts";
import { curlExample, newId, otlpEndpoint } from "./first-span.ts";
import styles from "./first-span.module.css";

const POLL_MS = 1_500;

/** How to send the first span to this server. When something arrives, what it was waited for is asked again. */
export function FirstSpan() {
  const queries = useQueryClient();
  const { data } = useQuery({
    queryKey: ["find", "first"],
    queryFn: ({ signal }) => api.services({}, signal),
    refetchInterval: POLL_MS,
  });
  const hasArrived = data !== undefined && data.services.length > 0;
  useEffect(() => {
    if (hasArrived) void queries.invalidateQueries();
  }, [hasArrived, queries]);

  const endpoint = otlpEndpoint(location);
  const [curl] = useState(() => curlExample(endpoint, nowNanos(), newId(16), newId(8)));
  const register = `OTEL_EXPORTER_OTLP_ENDPOINT=${endpoint} OTEL_SERVICE_NAME=my-service node --import @throughline/sdk/register app.js`;
  return (
    <section className={styles.first} aria-labelledby="first-span">
      <h1 id="first-span">Nothing has been received yet</h1>
      <p role="status" className={styles.waiting}>
        Waiting for the first span …
      </p>
      <h2>A Node service, without a change to its code</h2>
      <Command text={register} />
      <p>
        Any OpenTelemetry SDK works as well: let <code>OTEL_EXPORTER_OTLP_ENDPOINT</code> be <code>{endpoint}</code>. The port is another if
        Throughline was started with <code>--otlp-http-port</code>.
      </p>
      <h2>Just one span, from a shell</h2>
      <Command text={curl} />
      <h2>Ten services of a shop</h2>
      <Command text="npm run demo" />
    </section>
  );
}

function Command({ text }: { text: string }) {
  return (
    <div className={styles.command}>
      <pre>{text}</pre>
      <CopyButton text={text} />
    </div>
  );
}
