/** Says more than `error.message`, which is empty for a refused connection to a name with several addresses. */
export function reason(error: unknown): string {
  if (error instanceof AggregateError && error.errors.length > 0) return error.errors.map(reason).join(", ");
  if (!(error instanceof Error)) return String(error);
  const code = "code" in error && (typeof error.code === "string" || typeof error.code === "number") ? `${error.code}` : "";
  return [error.message, error.message.includes(code) ? "" : `(${code})`].filter(Boolean).join(" ") || error.name;
}
