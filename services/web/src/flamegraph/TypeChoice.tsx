import { plural } from "../text/number.ts";

/** Chooses one of the types of samples that a selection has. */
export function TypeChoice({
  types,
  type,
  onType,
}: {
  types: readonly { readonly type: string; readonly samples: number }[];
  /** That is shown. */
  type: string;
  onType: (type: string) => void;
}) {
  // Samples of one type may come in several units.
  const names = [...new Set([...types.map((each) => each.type), type])];
  const samplesOf = (name: string) => types.reduce((sum, each) => (each.type === name ? sum + each.samples : sum), 0);
  return (
    <select aria-label="Type of samples" value={type} onChange={({ target }) => onType(target.value)}>
      {names.map((name) => (
        <option key={name} value={name}>
          {name} ({plural(samplesOf(name), "sample")})
        </option>
      ))}
    </select>
  );
}
