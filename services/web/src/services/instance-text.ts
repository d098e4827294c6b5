import type { Instance } from "@throughline/api";

/** ID of the section of a service's page that has them, for links to it. */
export const INSTANCES = "instances";

/** What an instance is called: where it runs, else the beginning of its ID. */
export function instanceName({ host, pid, instanceId, id }: Pick<Instance, "host" | "pid" | "instanceId" | "id">): string {
  const place = [host, pid === null ? null : `pid ${pid}`].filter((part) => part !== null).join(" · ");
  return place || (instanceId ?? id).slice(0, 13);
}

/** The end of a path: in a table, where a file stands is known by its last folders. */
export function shortPath(path: string): string {
  const parts = path.replace(/^file:\/\//, "").split("/");
  return parts.length > 4 ? `…/${parts.slice(-3).join("/")}` : path;
}

/** Where code stands: `…/src/pricing.ts:42`; empty: not known. */
export function placeText({ file, line }: { readonly file: string | null; readonly line: number | null }): string {
  return file === null ? "" : `${shortPath(file)}${line === null ? "" : `:${line}`}`;
}
