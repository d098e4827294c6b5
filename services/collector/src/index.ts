export * from "./collector.ts";
export type { CollectorConfig } from "./config.ts";
export * from "./settings.ts";
