import { ATTRIBUTE_SCOPES, type AttributeList, type AttributeValueList } from "@throughline/api";
import {
  type AttributeValue,
  INTRINSICS,
  readAttributeNames,
  readAttributeValues,
  readIntrinsicValues,
  type Run,
  type TimeRange,
} from "@throughline/query";
import type { FastifyInstance } from "fastify";
import type { Context } from "../context.ts";
import { attributesSampled } from "../notes.ts";
import { HOUR, rangeOf } from "../range.ts";
import { serve } from "../serve.ts";

type Scope = (typeof ATTRIBUTE_SCOPES)[number];

/** What is asked for beside the scope. */
export interface AttributesAsked {
  readonly service?: string | undefined;
  /** What the key or value begins with. */
  readonly q: string;
  readonly range: TimeRange;
  readonly limit: number;
}

/** `/api/v1/attributes` and `/api/v1/attributes/{key}/values`: what can be asked for, for completion. */
export function attributeRoutes(app: FastifyInstance, context: Context): void {
  const { bounds, retention } = context;
  const rangeOfScope = (query: Parameters<typeof rangeOf>[0], scope: Scope | undefined) =>
    rangeOf(query, { fallback: HOUR, retention, signals: [scope === "log" ? "logs" : "traces"], maxNanos: bounds.rangeNanos });

  serve(app, context, "attributes", async ({ query, run }): Promise<AttributeList> => {
    const { range, notes } = rangeOfScope(query, query.scope);
    const scopes = query.scope ? [query.scope] : ATTRIBUTE_SCOPES.filter((scope) => scope !== "log");
    const found = await Promise.all(scopes.map((scope) => attributesOf(run, scope, { ...query, range })));
    const readFrom = latest(found);
    if (readFrom !== undefined) notes.push(attributesSampled(readFrom));
    return { attributes: found.flatMap(({ attributes }) => attributes), notes };
  });

  serve(app, context, "attributeValues", async ({ params: { key }, query, run }): Promise<AttributeValueList> => {
    const { range, notes } = rangeOfScope(query, query.scope);
    const { values, readFrom } = await attributeValuesOf(run, query.scope ? [query.scope] : ["span", "resource"], key, { ...query, range });
    if (readFrom !== undefined) notes.push(attributesSampled(readFrom));
    return { values: [...values], notes };
  });
}

interface FoundAttributes {
  readonly attributes: AttributeList["attributes"];
  readonly readFrom?: bigint | undefined;
}

/** Keys of one scope. */
export async function attributesOf(
  run: Run,
  scope: Scope,
  { service, q: prefix, range, limit }: AttributesAsked,
): Promise<FoundAttributes> {
  if (scope === "intrinsic")
    return {
      attributes: Object.entries(INTRINSICS)
        .filter(([key]) => key.startsWith(prefix))
        .map(([key, type]) => ({ scope, key, types: [type], count: 0 })),
    };
  const { names, readFrom } = await readAttributeNames(run, { scope, prefix, range, limit, ...(service !== undefined && { service }) });
  return { attributes: names.map(({ key, types, count }) => ({ scope, key, types: [...types], count })), readFrom };
}

/** Values of an attribute in any of these scopes, together. */
export async function attributeValuesOf(
  run: Run,
  scopes: readonly Scope[],
  key: string,
  { service, q: prefix, range, limit }: AttributesAsked,
): Promise<{ readonly values: readonly AttributeValue[]; readonly readFrom?: bigint | undefined }> {
  const search = { prefix, range, limit, ...(service !== undefined && { service }) };
  const found = await Promise.all(
    scopes.map((scope) =>
      scope === "intrinsic" ? readIntrinsicValues(run, key, search) : readAttributeValues(run, key, { ...search, scope }),
    ),
  );
  const together = new Map<string, AttributeValue>();
  for (const value of found.flatMap(({ values }) => values)) {
    const id = `${value.type} ${value.value}`;
    together.set(id, { ...value, count: value.count + (together.get(id)?.count ?? 0) });
  }
  const values = [...together.values()].toSorted((a, b) => b.count - a.count || (a.value < b.value ? -1 : 1)).slice(0, limit);
  return { values, readFrom: latest(found) };
}

function latest(found: readonly { readonly readFrom?: bigint | undefined }[]): bigint | undefined {
  const times = found.flatMap(({ readFrom }) => readFrom ?? []);
  return times.length === 0 ? undefined : times.reduce((a, b) => (a > b ? a : b));
}
