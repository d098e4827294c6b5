/** A service: `start` resolves when it serves, `stop` when it has finished all that it accepted. Both are called once. */
export interface Service {
  start(): Promise<void>;
  stop(): Promise<void>;
}

/** Configuration or surroundings that make a start impossible: said in one line, without a stack. */
export class StartError extends Error {}

const SIGNALS = ["SIGTERM", "SIGINT", "SIGHUP"] as const;
/** npm, the shell and the terminal may each deliver the same signal. */
const REPEAT_MS = 2_000;

/**
 * Runs a service until a signal comes or the process that started it goes away, then stops it and exits: 0 after a clean stop, 1 when it
 * cannot start or stop. A further signal more than two seconds after the first ends the process at once.
 */
export async function runUntilSignal(service: Service): Promise<never> {
  const ended = Promise.withResolvers<void>();
  let first = 0;
  const onSignal = () => {
    if (first === 0) {
      first = Date.now();
      ended.resolve();
    } else if (Date.now() - first > REPEAT_MS) process.exit(1);
  };
  for (const signal of SIGNALS) process.on(signal, onSignal);
  process.on("disconnect", onSignal); // the parent that forwards our signals is gone
  try {
    await service.start();
    await ended.promise;
  } catch (error) {
    await service.stop().catch(() => {});
    fail(error);
  }
  try {
    await service.stop();
  } catch (error) {
    fail(error);
  }
  process.exit(0);
}

/** Says why and exits with 1. */
export function fail(error: unknown): never {
  const text = error instanceof StartError ? error.message : error instanceof Error ? (error.stack ?? error.message) : String(error);
  process.stderr.write(`throughline: ${text}\n`);
  process.exit(1);
}
