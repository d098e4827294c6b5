/** A program like anybody's, over the types that openapi-typescript makes of `/openapi.json`: what it says of an action, as one line of JSON. */
import createClient from "openapi-fetch";
import type { components, paths } from "./schema.d.ts";

declare const process: { argv: string[]; stdout: { write(text: string): void } };
const [, , baseUrl = "", correlationId = ""] = process.argv;
const client = createClient<paths>({ baseUrl });

const { data: found, error } = await client.GET("/api/v1/traces", {
  params: { query: { q: "{ status = error }", start: "-1h", limit: 5 } },
});
// An error has a code for scripts, whatever its status.
if (error) throw new Error(`${error.error.code}: ${error.error.message}`);
const [summary] = found.traces;
const durations: string[] = found.traces.map(({ durationNano }) => durationNano);
const codes: components["schemas"]["Note"]["code"][] = found.notes.map(({ code }) => code);

const { data: action } = await client.GET("/api/v1/correlations/{correlationId}", { params: { path: { correlationId } } });
const spans: components["schemas"]["Span"][] = action?.spans ?? [];
const open = spans.filter((span) => span.open !== false && span.open.state === "open");

const { data: logs } = await client.GET("/api/v1/logs", { params: { query: { correlationId } } });
const bodies = logs && "logs" in logs ? logs.logs.map(({ body }) => body) : [];

const { response, error: missing } = await client.GET("/api/v1/traces/{traceId}", { params: { path: { traceId: "f".repeat(32) } } });

process.stdout.write(
  JSON.stringify({
    root: summary?.rootName,
    durations: durations.length,
    codes,
    spans: spans.map(({ name, service }) => ({ name, service })),
    open: open.length,
    bodies,
    missing: [response.status, missing?.error.code],
  }),
);

// What the description does not have, the types refuse.
export function wrong(): unknown[] {
  return [
    // @ts-expect-error: no such path
    client.GET("/api/v1/spans"),
    // @ts-expect-error: no such parameter
    client.GET("/api/v1/traces", { params: { query: { limt: 5 } } }),
    // @ts-expect-error: a number is wanted
    client.GET("/api/v1/traces", { params: { query: { limit: "5" } } }),
    // @ts-expect-error: no such format
    client.GET("/api/v1/logs", { params: { query: { format: "xml" } } }),
    // @ts-expect-error: a service is needed
    client.GET("/api/v1/operations"),
    // @ts-expect-error: it only reads
    client.DELETE("/api/v1/traces"),
    // @ts-expect-error: no such field
    summary?.spans,
  ];
}
