export * from "./admission.ts";
export * from "./lifecycle.ts";
export * from "./queue/durable-queue.ts";
export * from "./rate-limit.ts";
export * from "./scoped-tokens.ts";
export * from "./settings.ts";
export * from "./tokens.ts";
export * from "./unavailable.ts";
