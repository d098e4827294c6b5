export { type Bounds, DEFAULT_BOUNDS, type PartState, type QueryApiConfig } from "./config.ts";
export { createQueryApi, type QueryApi } from "./query-api.ts";
export { queryApiConfig } from "./settings.ts";
