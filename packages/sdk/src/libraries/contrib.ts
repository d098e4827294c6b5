import Module, { createRequire } from "node:module";
import type { Instrumentation, InstrumentationConfig, InstrumentationModuleDefinition } from "@opentelemetry/instrumentation";

/** An instrumentation with the changes to its library's files, which are part of its public face. */
export type LibraryInstrumentation = Instrumentation & { getModuleDefinitions(): InstrumentationModuleDefinition[] };

const load = createRequire(import.meta.filename);

/**
 * Loads one of OpenTelemetry's instrumentations and switches it on, without its hook in `require`.
 *
 * @param name of the package, after `@opentelemetry/instrumentation-`
 * @param exported the class that it exports
 * @throws what the package throws when it is missing or broken
 */
export function contrib(name: string, exported: string, config?: InstrumentationConfig): LibraryInstrumentation {
  const found = (load(`@opentelemetry/instrumentation-${name}`) as Record<string, unknown>)[exported];
  if (typeof found !== "function") throw new Error(`it exports no ${exported}`);
  const Instrumentation = found as new (config?: InstrumentationConfig) => LibraryInstrumentation;
  return withoutRequireHook(() => new Instrumentation(config));
}

/** What hooks itself into `require`: one object for each copy of the package `@opentelemetry/instrumentation`. */
interface RequireHook {
  readonly constructor: { _instance?: unknown };
}

/**
 * Makes an instrumentation and takes away the hook that it has put into `require`: we show it the files ourselves. Each hook resolves
 * every name that the app requires once more, and instrumentations come with copies of it: five of them make loading 900 files a third
 * dearer.
 *
 * An app may use the same copy for instrumentations of its own. A hook that was there before stays, and one that we take away is
 * forgotten, so that the app's first instrumentation makes a new one.
 */
export function withoutRequireHook<T>(make: () => T): T {
  const modules = Module.prototype as { require: unknown };
  const host = process as { getBuiltinModule: unknown };
  const { require } = modules;
  const { getBuiltinModule } = host;
  const made = make();
  if (modules.require === require) return made;
  const hook = (made as { _requireInTheMiddleSingleton?: RequireHook })._requireInTheMiddleSingleton;
  if (hook === undefined || hook.constructor._instance !== hook) return made;
  delete hook.constructor._instance;
  modules.require = require;
  host.getBuiltinModule = getBuiltinModule;
  return made;
}
