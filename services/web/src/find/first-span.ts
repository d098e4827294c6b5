/** Where this very host takes OTLP over HTTP, unless it was started with another port. */
export function otlpEndpoint({ protocol, hostname }: { readonly protocol: string; readonly hostname: string }): string {
  return `${protocol}//${hostname}:4318`;
}

/** A command for a shell that sends a span which ended at that time, in Unix nanoseconds. */
export function curlExample(endpoint: string, now: bigint, traceId: string, spanId: string): string {
  const body = {
    resourceSpans: [
      {
        resource: { attributes: [{ key: "service.name", value: { stringValue: "hello" } }] },
        scopeSpans: [
          {
            spans: [
              {
                traceId,
                spanId,
                name: "my first span",
                kind: 2,
                startTimeUnixNano: String(now - 250_000_000n),
                endTimeUnixNano: String(now),
                attributes: [{ key: "correlation.id", value: { stringValue: "my-first-action" } }],
              },
            ],
          },
        ],
      },
    ],
  };
  return `curl ${endpoint}/v1/traces -H 'content-type: application/json' -d '${JSON.stringify(body)}'`;
}

/** Random bytes in hex. */
export function newId(bytes: number): string {
  return [...crypto.getRandomValues(new Uint8Array(bytes))].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}
