import { NO_PROBE } from "../events/event-names.ts";
import { Parameters, type Run } from "../statement.ts";
import type { AttributeName, AttributeSearch } from "./names.ts";
import { LISTED_LETTERS, typeWords } from "./attribute-type.ts";
import type { AttributeValue } from "./values.ts";

/** Each resource once, as of its last sight, that was seen in the range: what sends is written down again once a day. */
function resourcesTable(parameters: Parameters, { service, range }: Pick<AttributeSearch, "service" | "range">): string {
  const of = service === undefined ? "" : ` AND service = ${parameters.bind("String", service)}`;
  return `(SELECT mapKeys(attributes) AS ks, mapValues(attributes) AS vs,
    arrayMap(i -> if(attribute_types = '', 's', substring(attribute_types, i, 1)), arrayEnumerate(ks)) AS ls
  FROM resources
  WHERE last_seen >= ${parameters.time(range.from)} - toIntervalDay(1) AND ${NO_PROBE}${of}
  ORDER BY last_seen DESC LIMIT 1 BY resource)`;
}

/** Keys of resources' attributes. There are few resources: all of them are read. */
export async function readResourceNames(run: Run, search: AttributeSearch): Promise<AttributeName[]> {
  const parameters = new Parameters();
  const rows = await run<{ key: string; letters: string[]; count: string }>(
    parameters.statement(`SELECT key, groupUniqArray(letter) AS letters, count() AS count
FROM ${resourcesTable(parameters, search)}
ARRAY JOIN ks AS key, ls AS letter
WHERE startsWith(key, ${parameters.bind("String", search.prefix)})
GROUP BY key
ORDER BY count DESC, key
LIMIT ${parameters.bind("UInt32", search.limit)}`),
  );
  return rows.map(({ key, letters, count }) => ({ key, types: typeWords(letters), count: Number(count) }));
}

/** Values of an attribute of resources. */
export async function readResourceValues(run: Run, key: string, search: AttributeSearch): Promise<AttributeValue[]> {
  const parameters = new Parameters();
  const rows = await run<{ value: string; letter: string; count: string }>(
    parameters.statement(`SELECT value, letter, count() AS count
FROM ${resourcesTable(parameters, search)}
ARRAY JOIN ks AS key, vs AS value, ls AS letter
WHERE key = ${parameters.bind("String", key)} AND startsWith(value, ${parameters.bind("String", search.prefix)}) AND letter IN ${LISTED_LETTERS}
GROUP BY value, letter
ORDER BY count DESC, value
LIMIT ${parameters.bind("UInt32", search.limit)}`),
  );
  return rows.map(({ value, letter, count }) => ({ value, type: typeWords([letter])[0] ?? "string", count: Number(count) }));
}
