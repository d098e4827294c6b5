import type { IncomingHttpHeaders } from "node:http";
import { isOwnHost } from "@throughline/pipeline";

/** A page of another site speaks, by the browser of somebody who can reach this door. */
export class OtherSiteError extends Error {
  readonly status: 403 | 421;

  constructor(status: 403 | 421, message: string) {
    super(message);
    this.status = status;
  }
}

/**
 * For a door without tokens: any page that somebody here has open could write to it, as text, which browsers send without asking first, or under
 * its own name that it lets lead here (DNS rebinding).
 * @throws OtherSiteError
 */
export function refuseOtherSites({ host, "sec-fetch-site": site }: IncomingHttpHeaders): void {
  const way = "set THROUGHLINE_INGEST_TOKEN and send it (or THROUGHLINE_INSECURE=1)";
  if (!isOwnHost(host))
    throw new OtherSiteError(
      421,
      `without a token nothing is taken under a name that may be anybody's, such as "${host?.slice(0, 100)}": send to an address, localhost or a name without a dot, or ${way}`,
    );
  if (site === "cross-site") throw new OtherSiteError(403, `pages of other sites may not send without a token: ${way}`);
}
