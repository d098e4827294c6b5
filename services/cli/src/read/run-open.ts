import { paintFor } from "../output/paint.ts";
import { print } from "../output/print.ts";
import { printable } from "../output/printable.ts";
import { ask } from "./api.ts";
import type { OpenOptions } from "./commands.ts";
import { openText } from "./open-text.ts";
import { startOf } from "./range-of.ts";

/** `throughline open`. @throws Cannot */
export async function runOpen(options: OpenOptions): Promise<void> {
  const { services, notes } = await ask(options, "show open spans", (client) =>
    client.stalls({ ...(options.since !== undefined && { start: startOf(options.since) }) }),
  );
  const groups = services
    .filter(({ name }) => options.service === undefined || name === options.service)
    .flatMap(({ name, openSpans }) => openSpans.groups.map((group) => ({ service: name, ...group })))
    .toSorted((a, b) => Number(BigInt(a.oldest.startTimeUnixNano) - BigInt(b.oldest.startTimeUnixNano)));
  const now = BigInt(Date.now()) * 1_000_000n;
  const paint = paintFor(process.stdout);
  const lines = groups.flatMap((group) => (options.json === true ? JSON.stringify(group) : openText(group, now, paint)));
  if (lines.length > 0) await print(`${lines.join("\n")}\n`);
  for (const { message } of notes) process.stderr.write(`throughline: Note: ${printable(message)}\n`);
  if (groups.length === 0) process.stderr.write("throughline: No span is known not to have ended\n");
}
