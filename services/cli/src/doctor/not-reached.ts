import { failed, type Finding } from "./finding.ts";
import { tlsHandshake } from "./tls-handshake.ts";
import { codeOf, reachAdvice, whyNot } from "./why-not.ts";

/** Codes of answers that are none of the protocol that was spoken. */
const IS_OTHER = /^(?:ERR_HTTP2|EPROTO|ECONNRESET|UND_ERR_SOCKET|HPE_)/;

/** What it means that nobody answered as was expected at an address that `flag` gives. */
export async function notReached(url: URL, flag: string, error: unknown): Promise<Finding> {
  if (!(error instanceof SyntaxError) && !IS_OTHER.test(codeOf(error)))
    return failed(`${url.origin}: ${whyNot(error)}`, reachAdvice(error, flag));
  if (url.protocol === "http:" && (await speaksTls(url)))
    return failed(`${url.origin}: TLS is spoken there`, `${flag} says where it is, with https:// where it serves TLS`);
  return failed(
    `${url.origin}: something else listens there`,
    `${flag} says where it is; another port can be chosen for it where it starts`,
  );
}

async function speaksTls(url: URL): Promise<boolean> {
  try {
    await tlsHandshake(url, { isTrustNeeded: false });
    return true;
  } catch {
    return false;
  }
}
