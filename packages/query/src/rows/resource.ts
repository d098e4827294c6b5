import { Parameters, type Run } from "../statement.ts";
import { type AnyValue, otlpAttributes, plainAttributes } from "./value.ts";

/** A row of `resources`. */
export interface ResourceRow {
  /** Fingerprint. */
  readonly resource: string;
  readonly keys: readonly string[];
  readonly values: readonly string[];
  readonly types: string;
  readonly schemaUrl: string;
  /** Base64 of the Resource message as it came. */
  readonly otlp: string;
}

/** OTLP/JSON of a Resource message, from its protobuf bytes. */
export type ResourceJson = (bytes: Uint8Array) => unknown;

/** Resources by their fingerprints. */
export type Resources = ReadonlyMap<string, ResourceRow>;

/** Most fingerprints in one statement: they travel in the URL. */
const BATCH = 5_000;

/** Gives the resources of these fingerprints, and reads those that `run` does not know; one that is not stored is not in the map. */
export async function readResources(run: Run, fingerprints: Iterable<string>): Promise<Resources> {
  const resources = new Map<string, ResourceRow>();
  const wanted: string[] = [];
  for (const fingerprint of new Set(fingerprints)) {
    const known = run.resources?.get(fingerprint);
    if (known) resources.set(fingerprint, known);
    else wanted.push(fingerprint);
  }
  for (let at = 0; at < wanted.length; at += BATCH) {
    const parameters = new Parameters();
    const rows = await run<ResourceRow>(
      parameters.statement(`SELECT resource, mapKeys(attributes) AS keys, mapValues(attributes) AS values, attribute_types AS types,
  schema_url AS schemaUrl, base64Encode(otlp) AS otlp
FROM resources
WHERE resource IN (SELECT toUInt64(arrayJoin(${parameters.bind("Array(String)", wanted.slice(at, at + BATCH))})))
ORDER BY last_seen DESC LIMIT 1 BY resource`),
    );
    for (const row of rows) {
      resources.set(row.resource, row);
      run.resources?.add(row);
    }
  }
  return resources;
}

/** Attributes of a resource as plain JSON; none if it is not stored. */
export function plainResource(row: ResourceRow | undefined): Record<string, unknown> {
  return row ? plainAttributes(row) : {};
}

/** The Resource as OTLP/JSON, as it came in where its bytes are stored. */
export function otlpResource(row: ResourceRow | undefined, resourceJson: ResourceJson): unknown {
  if (!row) return {};
  if (row.otlp !== "") return resourceJson(Uint8Array.from(atob(row.otlp), (character) => character.charCodeAt(0)));
  const attributes: { key: string; value: AnyValue | undefined }[] = otlpAttributes(row);
  return attributes.length > 0 ? { attributes } : {};
}
