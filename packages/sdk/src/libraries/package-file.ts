/** A file of an installed package. */
export interface PackageFile {
  /** The package's name: `pg`, `@redis/client`. */
  readonly name: string;
  /** Where the package is installed: `/app/node_modules/pg`. */
  readonly folder: string;
  /** The file as instrumentations name it, with `/` between folders: `pg/lib/client.js`. */
  readonly file: string;
}

/** Takes the path of a file apart; `undefined` for files that lie in no `node_modules`. */
export function packageFile(path: string): PackageFile | undefined {
  const separator = path.includes("\\") ? "\\" : "/";
  const marker = `${separator}node_modules${separator}`;
  const at = path.lastIndexOf(marker);
  if (at === -1) return undefined;
  const start = at + marker.length;
  let end = path.indexOf(separator, start);
  if (end !== -1 && path[start] === "@") end = path.indexOf(separator, end + 1);
  if (end === -1) return undefined;
  const slashed = (from: number, to?: number) => path.slice(from, to).replaceAll("\\", "/");
  return { name: slashed(start, end), folder: path.slice(0, end), file: slashed(start) };
}
