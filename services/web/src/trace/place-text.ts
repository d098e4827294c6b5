import { valueText } from "../text/value-text.ts";

/** A place in code, as the API gives it. */
export interface Place {
  readonly function: string | null;
  readonly file: string | null;
  readonly line: number | null;
}

/** Where code is: `render in /app/cart.js:12`. */
export function placeText({ function: name, file, line }: Place): string {
  if (file === null) return name ?? "It is not known in which function";
  return `${name ?? "code"} in ${positionText({ function: name, file, line })}`;
}

/** What an editor opens: `/app/cart.js:12`; the function's name where no file is known. */
export function positionText({ function: name, file, line }: Place): string {
  if (file === null) return name ?? "";
  return line === null ? file : `${file}:${line}`;
}

/** Where a span began, as its `code.*` attributes say, those of older SDKs, too; undefined: they do not. */
export function sourceOf(attributes: Readonly<Record<string, unknown>>): Place | undefined {
  const first = (...keys: string[]) => keys.map((key) => attributes[key]).find((value) => value !== undefined && value !== null);
  const name = first("code.function.name", "code.function");
  const file = first("code.file.path", "code.filepath");
  const line = first("code.line.number", "code.lineno");
  if (name === undefined && file === undefined) return undefined;
  return {
    function: name === undefined ? null : valueText(name),
    file: file === undefined ? null : valueText(file),
    line: line === undefined ? null : Number(line),
  };
}
