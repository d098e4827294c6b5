import { parseArgs } from "node:util";

/** Numbers given as `--name=N`, with defaults; anything else on the command line is refused. */
export function numbers<Name extends string>(args: readonly string[], defaults: Readonly<Record<Name, number>>): Record<Name, number> {
  const names = Object.keys(defaults) as Name[];
  const { values } = parseArgs({
    args: [...args],
    options: Object.fromEntries(names.map((name) => [name, { type: "string" as const }])),
  });
  const given = values as Partial<Record<Name, string>>;
  const entries = names.map((name) => {
    const value = given[name] === undefined ? defaults[name] : Number(given[name]);
    if (!(value > 0)) throw new Error(`--${name}: expected a number above 0, got "${given[name]}"`);
    return [name, value] as const;
  });
  return Object.fromEntries(entries) as Record<Name, number>;
}
