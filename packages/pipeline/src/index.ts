export * from "./group-commit.ts";
export * from "./lifecycle.ts";
export * from "./retry.ts";
export * from "./settings.ts";
export * from "./tokens.ts";
export * from "./unavailable.ts";
