export * from "./bytes-text.ts";
export * from "./correlation.ts";
export * from "./duration-text.ts";
export * from "./id.ts";
export * from "./retention.ts";
export * from "./secret-names.ts";
export * from "./time.ts";
export * from "./time-parameter.ts";
