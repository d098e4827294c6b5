import type { z } from "zod";
import { HttpError } from "./http-error.ts";

/** Checks the parameters of a path or query against their schema; what is wrong is said of the first that is. */
export function validate(schema: z.ZodObject, data: unknown): { value: unknown } | { error: Error } {
  const result = schema.safeParse(data);
  return result.success ? { value: result.data } : { error: parameterError(schema, data, result.error) };
}

function parameterError(schema: z.ZodObject, data: unknown, { issues }: z.ZodError): HttpError {
  const [issue] = issues;
  if (issue?.code === "unrecognized_keys") {
    const accepted = Object.keys(schema.shape);
    const what = accepted.length > 0 ? `accepted are ${accepted.join(", ")}` : "none is accepted here";
    return new HttpError(400, "bad_request", `Unknown parameter "${issue.keys[0]}": ${what}`);
  }
  const name = String(issue?.path[0] ?? "");
  const value = (data as Record<string, string | string[] | undefined>)[name];
  const given = Array.isArray(value) ? "given more than once" : value === undefined ? "not given" : `"${shorten(value)}" is not accepted`;
  return new HttpError(400, "bad_request", `Parameter "${name}" ${given}: ${issue?.message ?? "invalid"}`);
}

function shorten(text: string): string {
  return text.length > 100 ? `${text.slice(0, 100)}…` : text;
}
