import { useResting } from "../parts/use-resting.ts";

/** Narrows a list to the services with a text in their names. */
export function NameFilter({ wanted, onName }: { wanted: string; onName: (name: string) => void }) {
  const [name, setName] = useResting(wanted, onName);
  return (
    <input
      type="search"
      aria-label="Services whose name has"
      placeholder="Name"
      value={name}
      onChange={({ target }) => setName(target.value)}
    />
  );
}
