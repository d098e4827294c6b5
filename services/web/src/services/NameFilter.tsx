import { useResting } from "../parts/use-resting.ts";

/** Narrows a list to what has a text in it: the services with it in their names, if nothing else is said. */
export function NameFilter({
  wanted,
  onName,
  label = "Services whose name has",
  placeholder = "Name",
}: {
  wanted: string;
  onName: (name: string) => void;
  label?: string;
  placeholder?: string;
}) {
  const [name, setName] = useResting(wanted, onName);
  return <input type="search" aria-label={label} placeholder={placeholder} value={name} onChange={({ target }) => setName(target.value)} />;
}
