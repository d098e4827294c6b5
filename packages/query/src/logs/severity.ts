/** OpenTelemetry's severities: each name stands for four numbers, from 1 on. */
const NAMES = ["trace", "debug", "info", "warn", "error", "fatal"] as const;

/** What a record may say of how grave it is: nothing, or one of the names. */
export const SEVERITY_CLASSES = ["unset", ...NAMES] as const;
export type SeverityClass = (typeof SEVERITY_CLASSES)[number];

const SYNONYMS: Readonly<Record<string, string>> = { warning: "warn", information: "info", err: "error", critical: "fatal" };

export const SEVERITY_FORMAT = `${NAMES.join(", ")} or a number from 1 to 24`;

/** The numbers that a name or number stands for; `undefined` if it is neither. */
export function severityRange(text: string): { readonly from: number; readonly to: number } | undefined {
  const lower = text.toLowerCase();
  const index = NAMES.indexOf((SYNONYMS[lower] ?? lower) as (typeof NAMES)[number]);
  if (index >= 0) return { from: index * 4 + 1, to: index * 4 + 4 };
  const number = /^\d{1,2}$/.test(text) ? Number(text) : 0;
  return number >= 1 && number <= 24 ? { from: number, to: number } : undefined;
}

/** SQL for the severity of a row: its number, else what its text says, else 0. */
export const SEVERITY = `if(severity_number > 0, severity_number, transform(lower(severity_text), [${[...NAMES, ...Object.keys(SYNONYMS)].map((name) => `'${name}'`).join(", ")}], [${[...NAMES, ...Object.keys(SYNONYMS)].map((name) => severityRange(name)?.from).join(", ")}], 0))`;
