import { once } from "node:events";
import { readFileSync } from "node:fs";
import type { IncomingMessage } from "node:http";
import { request } from "node:https";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import type { TLSSocket } from "node:tls";

const FOLDER = join(import.meta.dirname, "../fixtures/tls");

/** A certificate in the fixtures and its key, by name. `server` is of the authority in `ca.pem`, `replaced` is its own. */
export function certificate(name: "server" | "replaced"): { cert: string; key: string } {
  return { cert: join(FOLDER, `${name}.pem`), key: join(FOLDER, `${name}-key.pem`) };
}

/** Who is trusted by clients of the tests. */
export const AUTHORITIES = [join(FOLDER, "ca.pem"), join(FOLDER, "replaced.pem")].map((path) => readFileSync(path, "utf8"));

export interface TlsAnswer {
  readonly status: number;
  readonly headers: IncomingMessage["headers"];
  readonly body: string;
  /** Common name of the certificate that the server showed. */
  readonly shown: string;
}

/** Asks over TLS, on a connection of its own. Rejects where the server's certificate is not of `AUTHORITIES`. */
export async function askTls(url: string, body?: { readonly type: string; readonly bytes: string | Buffer }): Promise<TlsAnswer> {
  const sent = request(url, {
    agent: false,
    ca: AUTHORITIES,
    method: body ? "POST" : "GET",
    ...(body && { headers: { "content-type": body.type } }),
  });
  sent.end(body?.bytes);
  const [response] = (await once(sent, "response")) as [IncomingMessage];
  const shown = String((response.socket as TLSSocket).getPeerCertificate().subject.CN);
  return { status: response.statusCode ?? 0, headers: response.headers, body: await text(response), shown };
}
