/** What a URL says behind its `?`: texts by name. A view reads numbers and lists from them itself. */
export type Search<Name extends string> = { readonly [N in Name]?: string | undefined };

/** Reads the parameters that a view knows; others are left out. An empty one counts as absent. */
export function search<const Names extends readonly string[]>(...names: Names): (given: Record<string, unknown>) => Search<Names[number]> {
  return (given) =>
    Object.fromEntries(
      names.flatMap((name) => {
        const value = given[name];
        return typeof value === "string" && value !== "" ? [[name, value]] : [];
      }),
    ) as Search<Names[number]>;
}

export function parseSearch(text: string): Record<string, string> {
  return Object.fromEntries(new URLSearchParams(text));
}

export function stringifySearch(given: Record<string, unknown>): string {
  const parameters = new URLSearchParams();
  for (const [name, value] of Object.entries(given)) if (typeof value === "string" && value !== "") parameters.set(name, value);
  return parameters.size > 0 ? `?${parameters}` : "";
}
