import { readOperations, type Run } from "@throughline/query";
import type { Context } from "../context.ts";
import { retained } from "../foreign/range.ts";

export interface JaegerOperation {
  readonly name: string;
  /** Empty: not specified. */
  readonly spanKind: string;
}

/** The operations of a service by name and kind; of one kind only, if it is given. */
export async function operationsOf(run: Run, context: Context, service: string, kind: string | undefined): Promise<JaegerOperation[]> {
  const operations = await readOperations(run, service, retained(context));
  return operations
    .map((operation) => ({ name: operation.name, spanKind: operation.kind === "unspecified" ? "" : operation.kind }))
    .filter(({ spanKind }) => kind === undefined || spanKind === kind)
    .toSorted((a, b) => (a.name === b.name ? (a.spanKind < b.spanKind ? -1 : 1) : a.name < b.name ? -1 : 1));
}
