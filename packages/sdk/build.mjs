/**
 * Builds `dist/`: one CommonJS copy of the SDK with the internal packages inside, and thin ESM files in front of it.
 *
 * One copy, because an app may load the SDK twice (`--import @throughline/sdk/register`, then `require("@throughline/sdk")`)
 * and both must share their state. It is CommonJS because every Node loads that from both worlds.
 * Type declarations are made by `tsc -b packages/sdk`.
 */
import { mkdirSync, renameSync, writeFileSync } from "node:fs";
import { build } from "esbuild";

const dist = `${import.meta.dirname}/dist`;

const common = {
  bundle: true,
  platform: "node",
  target: "node22",
  logLevel: "warning",
  write: false,
};

// The helper thread goes into the SDK as text: whoever bundles the SDK into one file has the thread in it.
const thread = await build({
  ...common,
  entryPoints: [`${import.meta.dirname}/src/delivery/courier-thread.ts`],
  format: "cjs",
  minify: true,
});

const options = {
  ...common,
  external: ["@opentelemetry/*"],
  define: { COURIER_THREAD: JSON.stringify(thread.outputFiles[0].text) },
};

/** The file with the copy in it: by its name its frames are told from the app's, see `frameKind`. */
const CORE = "throughline-sdk";

/** The files that an app may name, and what each exports. */
const ENTRIES = ["index", "node-sdk"];
const source = (name) => `${import.meta.dirname}/src/${name}.ts`;

const [asCommonJs, ...asModules] = await Promise.all([
  build({
    ...options,
    stdin: { contents: ENTRIES.map((name) => `export * from "./src/${name}.ts";`).join("\n"), resolveDir: import.meta.dirname },
    format: "cjs",
    define: { ...options.define, "import.meta.filename": "__filename" },
  }),
  ...ENTRIES.map((name) => build({ ...options, entryPoints: [source(name)], format: "esm", metafile: true })),
]);

mkdirSync(dist, { recursive: true });
write(`${CORE}.cjs`, asCommonJs.outputFiles[0].text);
for (const [at, name] of ENTRIES.entries()) {
  const names = Object.values(asModules[at].metafile.outputs)
    .flatMap((output) => output.exports)
    .toSorted();
  write(`${name}.js`, `import sdk from "./${CORE}.cjs";\n\nexport const { ${names.join(", ")} } = sdk;\n`);
}
write("node-sdk.cjs", `module.exports = require("./${CORE}.cjs");\n`);
// Node's own helper threads, such as those of loaders, run these files too. Nothing is to be loaded there.
write("register.cjs", `if (!require("node:worker_threads").isInternalThread) require("./${CORE}.cjs").start();\n`);
write("register.js", `import "./register.cjs";\n`);

/** All at once, because a process may be loading the file right now. */
function write(name, text) {
  const half = `${dist}/${name}.${process.pid}.tmp`;
  writeFileSync(half, text);
  renameSync(half, `${dist}/${name}`);
}
