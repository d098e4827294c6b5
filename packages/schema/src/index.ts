export * from "./attribute.ts";
export * from "./migrations.ts";
export * from "./table.ts";
export { correlations } from "./tables/correlations.ts";
export { logs } from "./tables/logs.ts";
export { red } from "./tables/red.ts";
export { resources } from "./tables/resources.ts";
export { spans } from "./tables/spans.ts";
export { traces } from "./tables/traces.ts";
