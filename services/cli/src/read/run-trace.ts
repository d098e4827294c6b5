import { widthOf } from "../output/layout.ts";
import { paintFor } from "../output/paint.ts";
import { print } from "../output/print.ts";
import { ask } from "./api.ts";
import type { TraceOptions } from "./commands.ts";
import { traceText } from "./trace-text.ts";

/** `throughline trace`. @throws Cannot */
export async function runTrace(id: string, options: TraceOptions): Promise<void> {
  const trace = await ask(options, `show trace "${id}"`, (client) => client.trace(id));
  const { stdout } = process;
  await print(
    options.json === true
      ? `${JSON.stringify(trace, undefined, 2)}\n`
      : traceText(trace, { width: widthOf(stdout), logs: options.logs === true }, paintFor(stdout)),
  );
}
