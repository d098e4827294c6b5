import type { Instance } from "@throughline/api";

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

/** Who called what held an event loop, from the inside out: `← rankTitles ← a timer`; empty: not known. */
export function callersText({ callers, ranBy }: Pick<Instance["blocks"]["culprits"][number], "callers" | "ranBy">): string {
  const root = { timer: "a timer", immediate: "an immediate", request: "an HTTP request" };
  return [...callers, ...(ranBy === null ? [] : [root[ranBy]])].map((name) => `← ${name}`).join(" ");
}
