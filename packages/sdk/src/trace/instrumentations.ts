import type { Instrumentation } from "@opentelemetry/instrumentation";
import { isInstrumentationEnabled } from "../environment/instrumentations.ts";
import { grpcInstrumentation } from "./grpc-instrumentation.ts";

/** The instrumentations of libraries that are on. */
export function instrumentations(): Instrumentation[] {
  return isInstrumentationEnabled("grpc") ? [grpcInstrumentation()] : [];
}
