import { widthOf } from "../output/layout.ts";
import { paintFor } from "../output/paint.ts";
import { print } from "../output/print.ts";
import { ask } from "./api.ts";
import type { CorrelationOptions } from "./commands.ts";
import { correlationText } from "./correlation-text.ts";

/** `throughline correlation`. @throws Cannot */
export async function runCorrelation(id: string, options: CorrelationOptions): Promise<void> {
  const correlation = await ask(options, `show correlation "${id}"`, (client) => client.correlation(id));
  const { stdout } = process;
  await print(
    options.json === true
      ? `${JSON.stringify(correlation, undefined, 2)}\n`
      : correlationText(correlation, widthOf(stdout), paintFor(stdout)),
  );
}
