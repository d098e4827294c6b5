import { useQuery } from "@tanstack/react-query";
import { api } from "../api/api.ts";
import type { Range } from "../time/range.ts";

/** Chooses one of the operations of a service, or all that it does. */
export function OperationChoice({
  label,
  service,
  operation,
  all,
  range: { start, end },
  onOperation,
}: {
  label: string;
  service: string;
  operation: string | undefined;
  /** What all of it is called. */
  all: string;
  range: Range;
  onOperation: (operation: string | undefined) => void;
}) {
  const { data } = useQuery({
    queryKey: ["flamegraph", "operations", service, start, end],
    queryFn: ({ signal }) => api.operations({ service, start, end }, signal),
  });
  const names = [...new Set([...(data?.operations.map(({ name }) => name) ?? []), ...(operation === undefined ? [] : [operation])])];
  return (
    <select
      aria-label={label}
      value={operation ?? ""}
      onChange={({ target }) => onOperation(target.value === "" ? undefined : target.value)}
    >
      <option value="">{all}</option>
      {names.toSorted().map((name) => (
        <option key={name} value={name}>
          {name}
        </option>
      ))}
    </select>
  );
}
