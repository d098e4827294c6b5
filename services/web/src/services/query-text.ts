/** What of a service's spans is asked for. */
export interface Wanted {
  readonly service: string;
  readonly operation?: string | undefined;
  readonly kind?: string | undefined;
  /** Such as `status = error`. */
  readonly further?: string | undefined;
}

/** TraceQL that finds them. A text in JSON is one in TraceQL. */
export function traceQuery({ service, operation, kind, further }: Wanted): string {
  const terms = [
    `resource.service.name = ${JSON.stringify(service)}`,
    ...(operation === undefined ? [] : [`name = ${JSON.stringify(operation)}`]),
    ...(kind === undefined || kind === "unspecified" ? [] : [`kind = ${kind}`]),
    ...(further === undefined ? [] : [further]),
  ];
  return `{ ${terms.join(" && ")} }`;
}
