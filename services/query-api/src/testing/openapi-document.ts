/** What tests read of `/openapi.json`. */
export interface OpenApiDocument {
  readonly openapi: string;
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
  readonly components: { readonly schemas: Readonly<Record<string, object>> };
}

export interface Operation {
  readonly operationId: string;
  readonly summary: string;
  readonly parameters?: readonly Parameter[];
  readonly responses: Readonly<Record<string, Response>>;
}

export interface Parameter {
  readonly name: string;
  readonly in: "query" | "path";
  readonly required: boolean;
  readonly description?: string;
  readonly example?: unknown;
  readonly examples?: Readonly<Record<string, { readonly value: unknown }>>;
  readonly schema: { readonly default?: unknown; readonly enum?: readonly unknown[] };
}

export interface Response {
  readonly description: string;
  readonly headers?: Readonly<Record<string, object>>;
  readonly content?: Readonly<Record<string, { readonly schema: object }>>;
}

export async function openApiOf(url: string): Promise<OpenApiDocument> {
  return (await (await fetch(`${url}/openapi.json`)).json()) as OpenApiDocument;
}

/** Every operation with its path. */
export function operationsOf(document: OpenApiDocument): (Operation & { readonly path: string })[] {
  return Object.entries(document.paths).flatMap(([path, methods]) => Object.values(methods).map((operation) => ({ ...operation, path })));
}

/** Values that the description gives as examples, or that it enumerates. */
export function examplesOf({ example, examples = {}, schema }: Parameter): unknown[] {
  return [...(example === undefined ? [] : [example]), ...Object.values(examples).map(({ value }) => value), ...(schema.enum ?? [])];
}
