const NAME = "throughline_token";
const LIFE_SECONDS = 30 * 86_400;

/** `Set-Cookie` with the token; an empty one ends the session. No script reads it, no other site's request carries it. */
export function sessionCookie(token: string, secure: boolean): string {
  const attributes = ["Path=/", "HttpOnly", "SameSite=Strict", `Max-Age=${token === "" ? 0 : LIFE_SECONDS}`, ...(secure ? ["Secure"] : [])];
  return [`${NAME}=${encodeURIComponent(token)}`, ...attributes].join("; ");
}

/** The token of a `Cookie` header as an `Authorization` header would carry it; undefined: none. */
export function authorizationOfCookie(header: string | undefined): string | undefined {
  for (const pair of header?.split(";") ?? []) {
    const [name = "", value = ""] = pair.trim().split("=", 2);
    if (name === NAME && value !== "") return `Bearer ${decoded(value)}`;
  }
  return undefined;
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
