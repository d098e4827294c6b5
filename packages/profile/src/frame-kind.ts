import type { FrameKind } from "./frame.ts";

/** Folders that hold installed packages: npm, pip, Go modules, Cargo. */
const DEPENDENCY = /(?:^|[/\\])(?:node_modules|site-packages|dist-packages|go[/\\]pkg[/\\]mod|\.cargo[/\\]registry)[/\\]/;

/** Throughline's SDK, also where it does not stand below `node_modules`: linked from a workspace, or in a checkout. */
const SDK = /[/\\]throughline-sdk\.cjs$/;

/** A runtime's own library: Node's, Python's, Go's, Rust's. */
const RUNTIME = /^node:|^internal\/|^<frozen |[/\\]lib[/\\]python[\d.]+[/\\]|^\/usr\/local\/go\/src\/|[/\\]libexec[/\\]src[/\\]|^\/rustc\//;

/** What the system loads as machine code, what profilers put in place of a file, and V8's own (`native array.js`, `wasm://`'s bytes have a URL of the program). */
const NATIVE = /^$|^native |^\[.*\]$|^<(?:anonymous|unknown|string)>$|\.(?:so(?:\.[\d.]+)?|node|dylib|dll|exe)$/;

/** Whose code is in `file`, a path or URL as frames hold it. The one place where that is decided. */
export function frameKind(file: string): FrameKind {
  if (NATIVE.test(file)) return "native";
  if (DEPENDENCY.test(file) || SDK.test(file)) return "dependency";
  if (RUNTIME.test(file)) return "node";
  return "own";
}
