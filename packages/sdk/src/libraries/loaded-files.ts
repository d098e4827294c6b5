import Module, { createRequire } from "node:module";

type Loader = (this: unknown, module: NodeJS.Module, path: string) => unknown;

/**
 * Calls `onFile` when a JavaScript file of CommonJS is about to be loaded; what it returns is called when the file has run. There
 * the module's `exports` may still be replaced: whoever requires or imports it gets the new ones.
 *
 * It stands where Node itself loads a file, so it sees each file once, whether it was required or imported, and costs nothing when a
 * module is required again. (`require-in-the-middle` stands at every `require`, and resolves the name once more to know the file.)
 */
export function watchLoadedFiles(onFile: (path: string) => ((module: NodeJS.Module) => void) | undefined): void {
  const extensions = (Module as unknown as { _extensions: Record<string, Loader> })._extensions;
  const load = extensions[".js"];
  if (load === undefined) throw new Error('Cannot watch loaded files: Node has no loader for ".js"');
  extensions[".js"] = function (module, path) {
    const onLoaded = onFile(path);
    const result = Reflect.apply(load, this, [module, path]);
    onLoaded?.(module);
    return result;
  };
}

/** The files that have been loaded before, in the order in which their loading began. */
export function loadedFiles(): NodeJS.Module[] {
  return Object.values(createRequire(process.execPath).cache).filter((module): module is NodeJS.Module => module?.loaded === true);
}
