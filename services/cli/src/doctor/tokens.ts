import { type Check, failed, type Finding, ok, PATIENCE_MS, warning } from "./finding.ts";
import { at, isLocal, type Places } from "./places.ts";

/** How a door takes our token, and us without one. */
interface Door {
  readonly url: URL;
  readonly token: string | undefined;
  readonly variable: string;
  readonly verb: string;
  /** A harmless request. */
  readonly request: { readonly path: string; readonly init?: RequestInit };
}

/** Whether our token reads, and whether one is wanted where others come by. */
export function readingToken({ api, readToken }: Places): Check {
  const door = { url: api, token: readToken, variable: "THROUGHLINE_QUERY_TOKEN", verb: "read", request: { path: "api/v1/services" } };
  return { name: "token to read", needs: ["query API"], run: () => tokenFinding(door) };
}

/** The same for sending. */
export function sendingToken({ otlpHttp, ingestToken }: Places): Check {
  const request = { path: "v1/traces", init: { method: "POST", body: "{}", headers: { "content-type": "application/json" } } };
  const door = { url: otlpHttp, token: ingestToken, variable: "THROUGHLINE_INGEST_TOKEN", verb: "send", request };
  return { name: "token to send", needs: ["OTLP/HTTP"], run: () => tokenFinding(door) };
}

async function tokenFinding(door: Door): Promise<Finding> {
  const { url, token, variable, verb } = door;
  const status = await statusOf(door, token);
  if (status === 401)
    return token === undefined
      ? failed("one is wanted", `set ${variable} here to one that the server has`)
      : failed("the server does not know it", `set ${variable} here to one that the server has`);
  if (status === 403) return failed("it is for something else", `set ${variable} to one that may ${verb}`);
  if (status === 421)
    return failed(`without tokens ${url.host} does not answer: the name may be anybody's`, `set ${variable} there and here`);
  if (status >= 300) return failed(`${url.origin} answers with status ${status}`, "its log says why");
  const isOpen = token === undefined || (await statusOf(door, undefined)) < 300;
  if (isLocal(url)) return ok(isOpen ? "none is wanted, on this machine" : "it is accepted, and wanted");
  if (isOpen) return warning(`whoever reaches ${url.host} may ${verb}`, `set ${variable} on the server`);
  if (url.protocol === "http:")
    return warning("it is accepted, and travels unencrypted", "serve TLS, by --tls-cert and --tls-key or by a proxy in front");
  return ok("it is accepted, and wanted");
}

async function statusOf({ url, request: { path, init } }: Door, token: string | undefined): Promise<number> {
  const headers = {
    ...(init?.headers as Record<string, string> | undefined),
    ...(token !== undefined && { authorization: `Bearer ${token}` }),
  };
  const response = await fetch(at(url, path), { ...init, headers, signal: AbortSignal.timeout(PATIENCE_MS) });
  await response.body?.cancel();
  return response.status;
}
