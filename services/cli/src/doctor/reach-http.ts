import { type Check, failed, ok, PATIENCE_MS } from "./finding.ts";
import { at, type Places } from "./places.ts";
import { reachAdvice, whyNot } from "./why-not.ts";

/** Whether the query API can be reached. */
export function queryApi({ api }: Places): Check {
  return {
    name: "query API",
    needs: [],
    run: () => healthFinding(api, "--url"),
  };
}

/** Whether the collector's OTLP/HTTP can be reached. */
export function otlpHttp({ otlpHttp: url }: Places): Check {
  return {
    name: "OTLP/HTTP",
    needs: [],
    run: () => healthFinding(url, "--otlp-http"),
  };
}

async function healthFinding(url: URL, flag: string) {
  const begin = performance.now();
  try {
    const response = await fetch(at(url, "health"), { signal: AbortSignal.timeout(PATIENCE_MS) });
    const { status } = (await response.json()) as { status?: unknown };
    if (status !== "ok") throw new SyntaxError("no health");
    return ok(`${url.origin} answers in ${Math.round(performance.now() - begin)} ms`);
  } catch (error) {
    if (error instanceof SyntaxError)
      return failed(
        `${url.origin}: something else listens there`,
        `${flag} says where it is; another port can be chosen for it where it starts`,
      );
    return failed(`${url.origin}: ${whyNot(error)}`, reachAdvice(error, flag));
  }
}
