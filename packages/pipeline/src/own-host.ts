import { isIP } from "node:net";

/**
 * Whether a `Host` header can be one of this machine or its network. A page of any site can let its own name lead here (DNS rebinding) and
 * would then read, as its own, what is served without tokens; addresses, names without a dot, and names in `.localhost` and `.internal`
 * cannot be had on the internet.
 */
export function isOwnHost(host: string | undefined): boolean {
  if (host === undefined) return true; // HTTP/1.0, which no browser speaks
  if (!URL.canParse(`http://${host}`)) return false;
  const name = new URL(`http://${host}`).hostname.replace(/^\[|\]$/g, "").replace(/\.$/, "");
  return isIP(name) !== 0 || !name.includes(".") || /\.(?:localhost|internal)$/.test(name);
}
