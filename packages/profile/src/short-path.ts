import type { Frame } from "./frame.ts";

/** From the last folder of packages on: `node_modules/express/lib/router.js`. The folder stays, so that the frame's kind still shows. */
const PACKAGE = /(?:^|.*[/\\])((?:node_modules|site-packages|dist-packages)[/\\].*)$/s;

/** Absolute in the sense of Unix, Windows or a URL. */
const ABSOLUTE = /^(?:\/|[A-Za-z]:[/\\]|[a-z][\w+.-]*:\/\/)/;

/**
 * `file` as people want to read it: a package's file from `node_modules/` on, the program's own file from its root folder on, anything
 * else as it is. `root` is a folder with its last slash, such as commonRoot() gives.
 */
export function shortPath(file: string, root = ""): string {
  const [, inPackage] = PACKAGE.exec(file) ?? [];
  if (inPackage !== undefined) return inPackage;
  return root !== "" && file.startsWith(root) && file.length > root.length ? file.slice(root.length) : file;
}

/** The folder, with its last slash, in which all own files of `frames` lie, but for what lies in memory alone; empty if there is none, or only the file system's root. */
export function commonRoot(frames: Iterable<Frame>): string {
  let root: string | undefined;
  for (const { file, kind } of frames) {
    if (kind !== "own" || !ABSOLUTE.test(file) || file.startsWith("wasm:")) continue;
    const folder = file.slice(0, Math.max(file.lastIndexOf("/"), file.lastIndexOf("\\")) + 1);
    root = root === undefined ? folder : commonFolder(root, folder);
  }
  return root === undefined || /^(?:\/|[A-Za-z]:[/\\]|[a-z][\w+.-]*:\/\/)?$/.test(root) ? "" : root;
}

function commonFolder(one: string, other: string): string {
  let same = 0;
  while (same < one.length && one[same] === other[same]) same++;
  const head = one.slice(0, same);
  return head.slice(0, Math.max(head.lastIndexOf("/"), head.lastIndexOf("\\")) + 1);
}
