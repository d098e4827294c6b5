import { type Check, failed, type Finding, ok, PATIENCE_MS } from "./finding.ts";
import { notReached } from "./not-reached.ts";
import { at, type Places } from "./places.ts";

/** Who answers, by what `/health` says. */
const NAMES = { "throughline-query-api": "the query API", "throughline-collector": "the collector" } as const;

/** Whether the query API can be reached. */
export function queryApi({ api }: Places): Check {
  return {
    name: "query API",
    needs: [],
    run: () => healthFinding(api, "--url", "throughline-query-api"),
  };
}

/** Whether the collector's OTLP/HTTP can be reached. */
export function otlpHttp({ otlpHttp: url }: Places): Check {
  return {
    name: "OTLP/HTTP",
    needs: [],
    run: () => healthFinding(url, "--otlp-http", "throughline-collector"),
  };
}

async function healthFinding(url: URL, flag: string, wanted: keyof typeof NAMES): Promise<Finding> {
  const begin = performance.now();
  try {
    const response = await fetch(at(url, "health"), { signal: AbortSignal.timeout(PATIENCE_MS) });
    const { status, service } = (await response.json()) as { status?: unknown; service?: unknown };
    const name = Object.entries(NAMES).find(([key]) => key === service)?.[1];
    if (status !== "ok" || name === undefined) throw new SyntaxError("no health of ours");
    if (service !== wanted) return failed(`${url.origin}: ${name} answers there`, `${flag} says where ${NAMES[wanted]} is`);
    return ok(`${url.origin} answers in ${Math.round(performance.now() - begin)} ms`);
  } catch (error) {
    return notReached(url, flag, error);
  }
}
