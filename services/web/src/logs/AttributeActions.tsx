import { toggled } from "./logs-search.ts";

/** What can be done with a value: only lines with it, none with it, its key as a column. */
export function AttributeActions({
  name,
  term,
  onTerm,
  columns,
  onColumns,
}: {
  name: string;
  /** Finds the value; undefined: no term can. */
  term: string | undefined;
  onTerm: ((term: string) => void) | undefined;
  columns: readonly string[];
  onColumns: ((columns: readonly string[]) => void) | undefined;
}) {
  return (
    <>
      {onTerm && term !== undefined && (
        <>
          <button type="button" aria-label={`Only lines with this ${name}`} title={`Only lines with ${term}`} onClick={() => onTerm(term)}>
            +
          </button>
          <button
            type="button"
            aria-label={`No lines with this ${name}`}
            title={`No lines with ${term}`}
            onClick={() => onTerm(`-${term}`)}
          >
            −
          </button>
        </>
      )}
      {onColumns && (
        <button
          type="button"
          aria-pressed={columns.includes(name)}
          aria-label={`Column ${name}`}
          title="Show as a column"
          onClick={() => onColumns(toggled(columns, name))}
        >
          ▥
        </button>
      )}
    </>
  );
}
