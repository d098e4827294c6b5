import { MAX_LIMIT } from "@throughline/api";
import { widthOf } from "../output/layout.ts";
import { paintFor } from "../output/paint.ts";
import { print } from "../output/print.ts";
import { printable } from "../output/printable.ts";
import { ask } from "./api.ts";
import type { ErrorsOptions } from "./commands.ts";
import { errorsText } from "./errors-text.ts";
import { rangeOf } from "./range-of.ts";

/** `throughline errors`. @throws Cannot */
export async function runErrors({ service, since, until, sort, limit, ...options }: ErrorsOptions): Promise<void> {
  const list = await ask(options, "list the errors", (client) =>
    client.errors({
      ...rangeOf({ ...(since !== undefined && { since }), ...(until !== undefined && { until }) }),
      ...(service !== undefined && { service }),
      sort,
      limit: Math.min(limit, MAX_LIMIT),
    }),
  );
  if (options.json === true) return print(`${JSON.stringify(list)}\n`);
  if (list.errors.length > 0) await print(errorsText(list.errors, widthOf(process.stdout), paintFor(process.stdout)));
  for (const { message } of list.notes) process.stderr.write(`throughline: Note: ${printable(message)}\n`);
  if (list.errors.length === 0) process.stderr.write("throughline: No errors in this time\n");
  else if (list.total > list.errors.length)
    process.stderr.write(`throughline: These are ${list.errors.length} of ${list.total} kinds; -n asks for more\n`);
}
