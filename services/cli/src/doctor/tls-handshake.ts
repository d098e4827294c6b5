import { isIP } from "node:net";
import { connect } from "node:tls";
import { PATIENCE_MS } from "./finding.ts";

/**
 * Shakes hands by TLS, whatever is spoken afterwards. Resolves with until when the certificate that is shown is valid, in Unix milliseconds;
 * rejects where it is not trusted, unless that does not matter.
 */
export function tlsHandshake({ hostname, port, protocol }: URL, { isTrustNeeded = true } = {}): Promise<number> {
  const host = hostname.replace(/^\[|\]$/g, "");
  const { promise, resolve, reject } = Promise.withResolvers<number>();
  const socket = connect({
    host,
    port: Number(port || (protocol === "https:" ? 443 : 80)),
    servername: isIP(host) ? "" : host,
    ALPNProtocols: ["h2", "http/1.1"],
    rejectUnauthorized: isTrustNeeded,
    timeout: PATIENCE_MS,
  });
  socket.once("secureConnect", () => resolve(Date.parse(socket.getPeerCertificate().valid_to)));
  socket.once("timeout", () => reject(Object.assign(new Error("timeout"), { name: "TimeoutError" })));
  socket.once("error", reject);
  return promise.finally(() => socket.destroy());
}
