import { subscribe } from "node:diagnostics_channel";
import { createRequire } from "node:module";
import { warn } from "../process/warn.ts";

/** Main files of the CommonJS packages that are instrumented. */
const MAIN_FILES = /[\\/]node_modules[\\/]@grpc[\\/]grpc-js[\\/]build[\\/]src[\\/]index\.js$/;

/**
 * Makes instrumentations that hook `require` work for `import`, without a loader and its thread.
 *
 * A CommonJS package that is imported is announced on `module.require` when it has run, before its exports become
 * ESM names: requiring it again then runs the hooks, which change its exports in place. Packages that OpenTelemetry's own
 * exporters have already loaded are required again here.
 */
export function instrumentEsmImports(): void {
  const { cache } = createRequire(process.execPath);
  for (const id of Object.keys(cache).filter((file) => MAIN_FILES.test(file))) requireAgain(id);
  subscribe("tracing:module.require:end", (message) => {
    const { id, parentFilename } = message as { id?: unknown; parentFilename?: unknown };
    if (parentFilename === undefined && typeof id === "string" && MAIN_FILES.test(id)) requireAgain(id);
  });
}

function requireAgain(id: string): void {
  try {
    createRequire(process.execPath)(id);
  } catch (error) {
    warn(`cannot instrument ${id}: ${(error as Error).message}`);
  }
}
