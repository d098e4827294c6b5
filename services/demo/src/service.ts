/**
 * The life of one service: listen, say so in one line, stop on SIGTERM or SIGINT.
 *
 * Under a fleet, stdin is a pipe whose end means that the parent is gone; the service then stops as if it got SIGTERM.
 */
import type { ServiceName } from "./shop.ts";

/** What a service logs with: the SDK's logger, or shipping's own over stock OpenTelemetry. */
export interface Log {
  info(event: string, fields?: Record<string, unknown>): void;
  warn(event: string, fields?: Record<string, unknown>): void;
  error(event: string, fields?: Record<string, unknown>): void;
}

export interface Listening {
  readonly url: string;
  /** Takes no new work, lets open work finish for a moment, and lets go of everything that keeps the process alive. */
  close(): Promise<void>;
}

/** The address to listen on; port 0 means any free one. */
export function listenAddress(): { host: string; port: number } {
  const port = Number(process.env.SHOP_PORT ?? 0);
  if (!Number.isInteger(port) || port < 0 || port > 65535)
    throw new RangeError(`Cannot listen on port "${process.env.SHOP_PORT}": not a port`);
  return { host: process.env.SHOP_HOST ?? "127.0.0.1", port };
}

const STOP_WITHIN_MS = 5_000;

export async function runService(name: ServiceName, log: Log, start: () => Promise<Listening>): Promise<void> {
  const listening = await start();
  let stopping = false;
  const stop = (signal: NodeJS.Signals): void => {
    if (stopping) return;
    stopping = true;
    log.info("service_stopping", { signal });
    process.stdin.destroy();
    setTimeout(() => process.exit(), STOP_WITHIN_MS).unref();
    listening.close().catch((err: unknown) => {
      log.error("service_stop_failed", { err });
      process.exitCode = 1;
    });
  };
  process.on("SIGTERM", stop);
  process.on("SIGINT", stop);
  process.stdout.on("error", () => undefined);
  if (process.env.SHOP_STOP_WITH_STDIN) process.stdin.once("end", () => process.kill(process.pid, "SIGTERM")).resume();

  log.info("service_started", { url: listening.url });
  process.stdout.write(`demo ${name} ready ${JSON.stringify({ url: listening.url })}\n`);
}
