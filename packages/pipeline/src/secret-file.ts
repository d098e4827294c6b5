import { readFileSync, statSync } from "node:fs";
import { StartError } from "./lifecycle.ts";

/** More than any list of tokens; what is larger is some other file. */
const MAX_BYTES = 65_536;

/**
 * The secret in a file that a variable such as CLICKHOUSE_PASSWORD_FILE names, as an orchestrator mounts it. The line break that an editor
 * leaves at the end is not part of it.
 * @throws StartError naming variable and file, never what is in it. A file without a secret is refused: it would be no secret at all.
 */
export function readSecretFile(name: string, path: string): string {
  let text: string;
  try {
    if (statSync(path).size > MAX_BYTES) throw new Error(`it has more than ${MAX_BYTES} bytes`);
    text = readFileSync(path, "utf8").replace(/[\r\n]+$/, "");
  } catch (error) {
    throw new StartError(`Cannot read the file "${path}" of ${name}: ${(error as Error).message}`);
  }
  if (text.trim() === "") throw new StartError(`Cannot use the file "${path}" of ${name}: it is empty`);
  return text;
}
