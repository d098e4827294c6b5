/** One hop of a `Forwarded` header (RFC 7239). */
export interface ForwardedHop {
  readonly for?: string;
  readonly host?: string;
  readonly proto?: string;
}

const PAIR = /\s*([!#$%&'*+.^_`|~\w-]+)=(?:"((?:[^"\\]|\\.)*)"|([^\s,;"]*))\s*([,;]|$)/y;

/** The hops of a `Forwarded` header, the client's first; none at all if it is malformed. */
export function parseForwarded(header: string): ForwardedHop[] {
  const hops: Record<string, string>[] = [{}];
  PAIR.lastIndex = 0;
  while (PAIR.lastIndex < header.length) {
    const match = PAIR.exec(header);
    if (match === null) return [];
    const [, name = "", quoted, token = "", separator] = match;
    const hop = hops.at(-1);
    if (hop) hop[name.toLowerCase()] = quoted === undefined ? token : quoted.replace(/\\(.)/g, "$1");
    if (separator === ",") hops.push({});
  }
  return hops;
}
