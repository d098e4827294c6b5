import { attached } from "../attach/attached.ts";
import { paintFor } from "../output/paint.ts";
import { print } from "../output/print.ts";
import { dumpText } from "./dump-text.ts";
import { takeDump } from "./take-dump.ts";

/** `throughline dump`. @throws Cannot */
export async function runDump(pid: number, options: { readonly locals: boolean; readonly json: boolean }): Promise<void> {
  const dump = await attached(pid, (target) => takeDump(target, options));
  await print(options.json ? `${JSON.stringify(dump, undefined, 2)}\n` : dumpText(dump, paintFor(process.stdout)));
}
