/** The flame graph as the query API gives it: a Tree as JSON. */
import { tree } from "../tree.ts";
import type { ProfileWriter } from "./format.ts";

export const jsonWriter: ProfileWriter = {
  format: "json",
  contentType: "application/json",
  extension: ".json",
  write: (profile) => new TextEncoder().encode(JSON.stringify(tree(profile))),
};
