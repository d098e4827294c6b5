/** What the load did, and one action of each kind to look at. */
import type { Outcome } from "./load.ts";

export function report(outcomes: readonly Outcome[], api: string): string {
  const kinds = Map.groupBy(outcomes, ({ action }) => action.name);
  const lines = [...kinds].map(([name, all]) => {
    const statuses = [...Map.groupBy(all, ({ status }) => status)].map(([status, some]) => `${some.length} × ${status || "no answer"}`);
    const slowest = Math.round(Math.max(...all.map(({ ms }) => ms)));
    const id = all.findLast(({ correlationId }) => correlationId)?.correlationId ?? "none";
    return `  ${name.padEnd(22)}${statuses.join(", ").padEnd(24)}slowest ${String(slowest).padStart(5)} ms   correlation ID ${id}`;
  });
  const best = outcomes.findLast(({ action, status, correlationId }) => action.name === "checkout" && status === 201 && correlationId);
  const look = best?.correlationId
    ? `\ndemo: one checkout through all ten services, correlation ID ${best.correlationId}\n  ${api}/correlations/${encodeURIComponent(best.correlationId)}\n`
    : "";
  return `demo: ${outcomes.length} actions done\n${lines.join("\n")}\n${look}`;
}
