import type { Random } from "./random.ts";

/** A stack trace of fourteen lines, as `exception.stacktrace` carries it. */
export function stackTrace(random: Random, service: string, message: string): string {
  const lines = [`Error: ${message}`];
  for (let depth = 0; depth < 13; depth++)
    lines.push(
      `    at ${FUNCTIONS[(depth * 5 + service.length) % FUNCTIONS.length]} (/srv/${service}/src/${FILES[(depth * 3) % FILES.length]}.js:${10 + ((depth * 37) % 400)}:${random.between(5, 40)})`,
    );
  return lines.join("\n");
}

const FUNCTIONS = [
  "Object.handle",
  "async next",
  "Router.dispatch",
  "validate",
  "Pool.query",
  "retry",
  "withSpan",
  "process.processTicksAndRejections",
];
const FILES = ["server", "router", "handlers/order", "db/pool", "middleware/auth"];
