/** Plain words, as a search for log lines and as one for spans. */

/** One of the words: text, or `key=value`. */
interface Term {
  readonly key?: string;
  readonly text: string;
}

/** Fields of a log record that no span has. */
const OF_LOGS: ReadonlySet<string> = new Set(["event", "body"]);
/** Keys that mean more than an attribute of that name: as words they are looked for as they stand. */
const SPECIAL = /^(?:level|severity|traceId|trace_id|spanId|span_id|correlationId|correlation_id)$/;
const TERM = /(?:([A-Za-z_][\w.]*)=)?(?:"((?:[^"\\]|\\.)*)"|(\S+))/g;
const PLAIN = /^(?!(?:AND|OR|NOT)$)[\p{L}\p{N}_]+$/u;

function termsOf(words: string): readonly Term[] {
  return [...words.matchAll(TERM)].map(([whole, key, quoted, bare = ""]) => {
    const text = quoted === undefined ? bare : quoted.replaceAll(/\\(.)/g, "$1");
    if (key === undefined) return { text };
    return SPECIAL.test(key) ? { text: whole } : { key, text };
  });
}

/** The filter of log records that finds those with all of the words. */
export function logFilterOf(words: string): string {
  return termsOf(words)
    .map(({ key, text }) => {
      const value = PLAIN.test(text) ? text : JSON.stringify(text);
      return key === undefined ? value : `${key}=${value}`;
    })
    .join(" ");
}

/** The TraceQL that finds spans whose name or service has all of the words in it; undefined: the words are of log records alone. */
export function traceQLOf(words: string): string | undefined {
  const terms = termsOf(words);
  if (terms.length === 0 || terms.some(({ key }) => key !== undefined && OF_LOGS.has(key))) return undefined;
  return `{ ${terms.map((term) => conditionOf(term, terms.length > 1)).join(" && ")} }`;
}

function conditionOf({ key, text }: Term, isAmongOthers: boolean): string {
  const either = (...conditions: string[]) => (isAmongOthers ? `(${conditions.join(" || ")})` : conditions.join(" || "));
  if (key === "service") return `resource.service.name = ${JSON.stringify(text)}`;
  if (key !== undefined)
    return isNumber(text) ? either(`.${key} = ${JSON.stringify(text)}`, `.${key} = ${text}`) : `.${key} = ${JSON.stringify(text)}`;
  const pattern = JSON.stringify(`(?i).*${text.replaceAll(/[\\^$.*+?()[\]{}|]/g, String.raw`\$&`)}.*`);
  return either(`name =~ ${pattern}`, `resource.service.name =~ ${pattern}`);
}

function isNumber(text: string): boolean {
  return /^\d{1,15}$/.test(text);
}
