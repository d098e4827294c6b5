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
  entryPoints: [`${import.meta.dirname}/src/index.ts`],
  external: ["@opentelemetry/*"],
  define: { COURIER_THREAD: JSON.stringify(thread.outputFiles[0].text) },
  metafile: true,
};

const [asCommonJs, asModule] = await Promise.all([
  build({ ...options, format: "cjs", define: { ...options.define, "import.meta.filename": "__filename" } }),
  build({ ...options, format: "esm" }),
]);
const names = Object.values(asModule.metafile.outputs)
  .flatMap((output) => output.exports)
  .toSorted();

mkdirSync(dist, { recursive: true });
write("index.cjs", asCommonJs.outputFiles[0].text);
write("index.js", `import sdk from "./index.cjs";\n\nexport const { ${names.join(", ")} } = sdk;\n`);
// Node's own helper threads, such as those of loaders, run these files too. Nothing is to be loaded there.
write("register.cjs", `if (!require("node:worker_threads").isInternalThread) require("./index.cjs").start();\n`);
write("register.js", `import { createRequire } from "node:module";\n\ncreateRequire(import.meta.url)("./register.cjs");\n`);

/** All at once, because a process may be loading the file right now. */
function write(name, text) {
  const half = `${dist}/${name}.${process.pid}.tmp`;
  writeFileSync(half, text);
  renameSync(half, `${dist}/${name}`);
}
