/** Whether somebody takes OTLP at an endpoint, asked with an export of nothing at all. */
export async function checkCollector(endpoint: string, headers: Record<string, string>): Promise<"ok" | "nobody" | "refused"> {
  try {
    const response = await fetch(`${endpoint}/v1/traces`, {
      method: "POST",
      headers: { ...headers, "content-type": "application/json" },
      body: '{"resourceSpans":[]}',
      signal: AbortSignal.timeout(5_000),
    });
    await response.arrayBuffer();
    if (response.status === 401 || response.status === 403) return "refused";
    return response.ok ? "ok" : "nobody";
  } catch {
    return "nobody";
  }
}

/** OTEL_EXPORTER_OTLP_HEADERS, such as `authorization=Bearer%20secret`, as a record. */
export function otlpHeaders(variable: string): Record<string, string> {
  const pairs = variable.split(",").flatMap((pair) => {
    const at = pair.indexOf("=");
    return at < 1 ? [] : [[pair.slice(0, at).trim(), decodeURIComponent(pair.slice(at + 1).trim())] as const];
  });
  return Object.fromEntries(pairs);
}
