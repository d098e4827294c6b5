import { once } from "node:events";
import { createServer } from "node:net";
import { StartError } from "@throughline/pipeline";

/**
 * Tries each port, given by the flag that sets it, before anything starts.
 * @throws StartError naming the flag of one that is taken, or of an address that is not ours.
 */
export async function checkPortsAreFree(host: string, ports: Readonly<Record<string, number>>): Promise<void> {
  const seen = new Map<number, string>();
  for (const [flag, port] of Object.entries(ports)) {
    if (port === 0) continue;
    const other = seen.get(port);
    if (other) throw new StartError(`Cannot use ${flag} ${port}: ${other} has the same port`);
    seen.set(port, flag);
    const server = createServer();
    try {
      server.listen(port, host);
      await once(server, "listening");
    } catch (error) {
      throw new StartError(`Cannot listen on ${host}:${port}: ${reason(error)} (${flag} chooses another)`, { cause: error });
    } finally {
      server.close();
    }
  }
}

function reason(error: unknown): string {
  const { code, message } = error as NodeJS.ErrnoException;
  return code === "EADDRINUSE" ? "the port is taken" : code === "EACCES" ? "the port needs privileges" : message;
}
