export * from "./correlation.ts";
export * from "./id.ts";
export * from "./time.ts";
