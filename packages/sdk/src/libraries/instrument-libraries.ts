import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import type { InstrumentationModuleDefinition } from "@opentelemetry/instrumentation";
import { isInstrumentationEnabled } from "../environment/instrumentations.ts";
import { warn } from "../process/warn.ts";
import { nameFastifyRoutes } from "./fastify-route.ts";
import { LIBRARIES } from "./libraries.ts";
import type { Library } from "./library.ts";
import { loadedFiles, watchLoadedFiles } from "./loaded-files.ts";
import { packageFile, type PackageFile } from "./package-file.ts";
import { satisfies } from "./version-range.ts";

/**
 * Instruments libraries as the app loads them, whether by `require` or `import`. What no app loads costs nothing: an instrumentation is
 * loaded with the first file of its library. Libraries that are there already are changed as they stand.
 *
 * Call it once, as early as possible. Never throws.
 */
export function instrumentLibraries(): void {
  const libraries = LIBRARIES.filter(({ name }) => isInstrumentationEnabled(name));
  const byPackage = new Map(libraries.flatMap((library) => library.packages.map((name) => [name, library] as const)));
  const changer = new Changer();

  const onFile = (path: string): ((module: NodeJS.Module) => void) | undefined => {
    const file = packageFile(path);
    const library = file && byPackage.get(file.name);
    if (file === undefined || library === undefined) return undefined;
    changer.prepare(library);
    return (module) => changer.change(library, file, module);
  };

  try {
    if (isInstrumentationEnabled("fastify")) nameFastifyRoutes();
    if (byPackage.size === 0) return;
    for (const module of loadedFiles()) onFile(module.filename)?.(module);
    watchLoadedFiles(onFile);
  } catch (error) {
    warn(`cannot instrument libraries: ${reason(error)}`);
  }
}

/** Applies the changes of instrumentations to the files of libraries. */
class Changer {
  readonly #changes = new Map<Library, InstrumentationModuleDefinition[]>();
  readonly #mainFiles = new Map<string, string | undefined>();
  readonly #versions = new Map<string, string | undefined>();

  /** Loads the library's instrumentation, once. */
  prepare(library: Library): void {
    if (this.#changes.has(library)) return;
    // What the instrumentation itself loads comes by here too.
    this.#changes.set(library, []);
    try {
      this.#changes.set(library, library.changes());
    } catch (error) {
      warn(`cannot instrument ${library.name}: ${reason(error)}`);
    }
  }

  change(library: Library, file: PackageFile, module: NodeJS.Module): void {
    try {
      for (const definition of this.#changes.get(library) ?? []) {
        if (definition.name === file.name) module.exports = this.#changed(definition, file, module);
      }
    } catch (error) {
      warn(`cannot instrument ${library.name}: ${reason(error)}`);
    }
  }

  /** The exports of a file after what `definition` does to it. */
  #changed({ supportedVersions, files, patch }: InstrumentationModuleDefinition, file: PackageFile, module: NodeJS.Module): unknown {
    const isMain = this.#mainFile(file) === module.filename;
    const matching = isMain ? [] : files.filter((one) => one.name.replaceAll("\\", "/") === file.file);
    if (!isMain && matching.length === 0) return module.exports;
    const version = this.#version(file);
    const fits = (ranges: readonly string[]): boolean => version !== undefined && ranges.some((range) => satisfies(version, range));
    if (isMain) return patch !== undefined && fits(supportedVersions) ? patch(module.exports, version) : module.exports;
    return matching.filter((one) => fits(one.supportedVersions)).reduce((exports, one) => one.patch(exports, version), module.exports);
  }

  /** The file that `require("pg")` loads, for the copy that `file` belongs to. */
  #mainFile({ name, folder }: PackageFile): string | undefined {
    return remembered(this.#mainFiles, folder, () => createRequire(join(folder, "package.json")).resolve(name));
  }

  #version({ folder }: PackageFile): string | undefined {
    return remembered(this.#versions, folder, () => {
      const { version } = JSON.parse(readFileSync(join(folder, "package.json"), "utf8")) as { version?: unknown };
      return typeof version === "string" ? version : undefined;
    });
  }
}

/** What `find` has found for `key`, once; `undefined` where it throws. */
function remembered(known: Map<string, string | undefined>, key: string, find: () => string | undefined): string | undefined {
  if (!known.has(key)) {
    try {
      known.set(key, find());
    } catch {
      known.set(key, undefined);
    }
  }
  return known.get(key);
}

function reason(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
