import { readServices, type Run } from "@throughline/query";
import type { Context } from "../context.ts";
import { retained } from "../foreign/range.ts";

/** Services that sent spans; one that only logs has no traces to show. */
export async function serviceNames(run: Run, context: Context): Promise<string[]> {
  return (await readServices(run, retained(context))).filter(({ calls }) => calls > 0).map(({ name }) => name);
}
