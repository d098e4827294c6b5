import { Cannot } from "../cannot.ts";

/**
 * Where a server is, as `name` says it: a flag or a variable. Messages show addresses, so none may have a password.
 * @throws Cannot if it is no address
 */
export function serverUrl(name: string, text: string): URL {
  const expected = "expected http://HOST:PORT or https://HOST:PORT";
  if (text.includes("@"))
    throw new Cannot(`Cannot use ${name}: ${expected}, without user and password; tokens have variables of their own`);
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (!url || !["http:", "https:"].includes(url.protocol)) throw new Cannot(`Cannot use ${name} "${text}": ${expected}`);
  return url;
}
