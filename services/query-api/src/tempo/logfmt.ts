const PAIR = /\s*([^\s="]+)=(?:"((?:[^"\\]|\\.)*)"|([^\s"]*))(?=\s|$)/y;

/** Pairs of `key=value key="value with spaces"`; `undefined` for text that is not made of them. */
export function parseLogfmt(text: string): (readonly [key: string, value: string])[] | undefined {
  const pairs: (readonly [string, string])[] = [];
  const trimmed = text.trim();
  for (let at = 0; at < trimmed.length; at = PAIR.lastIndex) {
    PAIR.lastIndex = at;
    const [, key = "", quoted, bare = ""] = PAIR.exec(trimmed) ?? [];
    if (key === "") return undefined;
    pairs.push([key, quoted === undefined ? bare : quoted.replaceAll(/\\(.)/g, "$1")]);
  }
  return pairs;
}
