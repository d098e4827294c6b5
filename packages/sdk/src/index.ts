export { currentCorrelation, withCorrelation } from "./correlation/correlation.ts";
export { logger, type LogFields, type Logger } from "./logger/logger.ts";
export { start, type Sdk, type StartOptions } from "./start.ts";
