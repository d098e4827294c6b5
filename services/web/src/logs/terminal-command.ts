/** What of a view of logs the terminal's command can be asked, too. */
export interface Asked {
  readonly q: string;
  readonly service?: string | undefined;
  readonly traceId?: string | undefined;
  readonly spanId?: string | undefined;
  readonly correlationId?: string | undefined;
  readonly start?: string | undefined;
  readonly end?: string | undefined;
  readonly isLive: boolean;
}

const DEFAULT_URL = "http://127.0.0.1:3200";

/** The command that prints the same in a terminal. */
export function terminalCommand({ q, service, traceId, spanId, correlationId, start, end, isLive }: Asked, origin: string): string {
  const terms = [
    q,
    ...(isLive && traceId ? [`traceId=${traceId}`] : []),
    ...(spanId ? [`spanId=${spanId}`] : []),
    ...(isLive && correlationId ? [`correlationId="${correlationId}"`] : []),
    ...(!isLive && service ? [`service=${/^[\w.-]+$/.test(service) ? service : JSON.stringify(service)}`] : []),
  ].filter(Boolean);
  const flags = isLive
    ? [["--signal", "logs"], ...(service ? [["--service", service]] : [])]
    : [
        ...(start ? [["--since", start.replace(/^-/, "")]] : []),
        ...(end ? [["--until", end]] : []),
        ...(traceId ? [["--trace", traceId]] : []),
        ...(correlationId ? [["--correlation", correlationId]] : []),
      ];
  return [
    `npx throughline ${isLive ? "tail" : "logs"}`,
    ...(terms.length > 0 ? [quoted(terms.length > 1 ? terms.map(group).join(" ") : (terms[0] as string))] : []),
    ...flags.map(([flag, value]) => `${flag} ${quoted(value as string)}`),
    ...(origin === DEFAULT_URL ? [] : [`--url ${quoted(origin)}`]),
  ].join(" ");
}

function group(term: string): string {
  return /\sOR\s/.test(term) ? `(${term})` : term;
}

/** One word for a shell. */
function quoted(text: string): string {
  return /^[\w./:@%+=-]+$/.test(text) && !text.startsWith("-") ? text : `'${text.replaceAll("'", String.raw`'\''`)}'`;
}
