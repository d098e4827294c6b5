/** What the box knows of TraceQL: loaded when it is first needed. */
export { completionsOf } from "./completions.ts";
export { piecesOf } from "./highlight.ts";
export { problemOf } from "./problem.ts";
