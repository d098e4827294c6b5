import { otlpResource, type ResourceJson, type Resources } from "./resource.ts";

/** Rows that share a resource and a scope. */
interface Scoped {
  readonly resource: string;
  readonly scopeName: string;
  readonly scopeVersion: string;
  readonly scopeRest: string;
}

/** Leaves out what is at its default, as ProtoJSON does: zero, false, empty text and empty list. */
export function withoutDefaults(fields: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(fields).filter(
      ([, value]) =>
        value !== undefined &&
        value !== 0 &&
        value !== "" &&
        value !== "0" &&
        value !== false &&
        !(Array.isArray(value) && value.length === 0),
    ),
  );
}

/**
 * Groups rows as OTLP does, by resource and then by scope, each in the order in which it first occurs:
 * `[{resource, [scopes]: [{scope, [items]: […], schemaUrl}], schemaUrl}]`.
 */
export function otlpGroups<Row extends Scoped>(
  rows: readonly Row[],
  {
    resources,
    resourceJson,
    scopes,
    items,
    item,
  }: { resources: Resources; resourceJson: ResourceJson; scopes: string; items: string; item: (row: Row) => unknown },
): unknown[] {
  return [...Map.groupBy(rows, (row) => row.resource)].map(([fingerprint, ofResource]) => {
    const resource = resources.get(fingerprint);
    const byScope = Map.groupBy(ofResource, ({ scopeName, scopeVersion, scopeRest }) =>
      JSON.stringify([scopeName, scopeVersion, scopeRest]),
    );
    return withoutDefaults({
      resource: otlpResource(resource, resourceJson),
      [scopes]: [...byScope.values()].map((ofScope) => otlpScope(ofScope, items, item)),
      schemaUrl: resource?.schemaUrl,
    });
  });
}

function otlpScope<Row extends Scoped>(rows: readonly Row[], items: string, item: (row: Row) => unknown): unknown {
  const { scopeName = "", scopeVersion = "", scopeRest = "" } = rows[0] ?? {};
  const { schemaUrl, ...rest } = (scopeRest === "" ? {} : JSON.parse(scopeRest)) as Record<string, unknown>;
  return withoutDefaults({
    scope: { ...withoutDefaults({ name: scopeName, version: scopeVersion }), ...rest },
    [items]: rows.map(item),
    schemaUrl,
  });
}
