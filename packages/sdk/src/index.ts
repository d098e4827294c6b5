export { currentCorrelation, withCorrelation } from "./correlation.ts";
export { logger, type LogFields, type Logger } from "./logger.ts";
export { start, type Sdk, type StartOptions } from "./start.ts";
