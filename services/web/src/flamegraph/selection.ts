/** Whose samples: parameters of the query API, as texts. */
export interface Selection {
  readonly service?: string | undefined;
  readonly traceId?: string | undefined;
  readonly spanId?: string | undefined;
  readonly correlationId?: string | undefined;
  readonly q?: string | undefined;
  readonly start?: string | undefined;
  readonly end?: string | undefined;
}

export const SELECTION_NAMES = [
  "service",
  "traceId",
  "spanId",
  "correlationId",
  "q",
  "start",
  "end",
] as const satisfies readonly (keyof Selection)[];

/** Whether it selects anything: a range alone does not. */
export function isSelected({ service, traceId, spanId, correlationId, q }: Selection): boolean {
  return [service, traceId, spanId, correlationId, q].some((value) => value !== undefined);
}

/** What is selected, for people. */
export function selectionText({ service, traceId, spanId, correlationId, q }: Selection): string {
  const what =
    spanId !== undefined
      ? `span ${spanId}`
      : traceId !== undefined
        ? `trace ${traceId}`
        : correlationId !== undefined
          ? `correlation ID ${correlationId}`
          : q;
  if (what === undefined) return service ?? "nothing";
  return service === undefined ? what : `${what} in ${service}`;
}

/** The parameters of a request: of a selection, and of what it is compared with. */
export function parametersOf(
  selection: Selection,
  base: Selection | undefined,
  type: string | undefined,
): Record<string, string | undefined> {
  const own = Object.fromEntries(SELECTION_NAMES.map((name) => [name, selection[name]]));
  const other = base ? Object.fromEntries(SELECTION_NAMES.map((name) => [`base.${name}`, base[name]])) : {};
  return { ...own, ...other, type };
}

/** What the URL of the flame graph's view says for a selection: for a link to it. */
export function flameSearch(selection: Selection & { readonly type?: string | undefined }): Readonly<Record<string, string>> {
  return Object.fromEntries(Object.entries(selection).filter((entry): entry is [string, string] => entry[1] !== undefined));
}
