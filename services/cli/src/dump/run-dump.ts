import { attached } from "../attach/attached.ts";
import { paintFor } from "../output/paint.ts";
import { print } from "../output/print.ts";
import { dumpText } from "./dump-text.ts";

/** `throughline dump`. @throws Cannot */
export async function runDump(pid: number, options: { readonly locals: boolean; readonly json: boolean }): Promise<void> {
  const dumping = attached(pid, async (target) => (await taking).takeDump(target, options));
  // Loaded while the process opens its inspector.
  const taking = import("./take-dump.ts");
  const dump = await dumping;
  await print(options.json ? `${JSON.stringify(dump, undefined, 2)}\n` : dumpText(dump, paintFor(process.stdout)));
}
