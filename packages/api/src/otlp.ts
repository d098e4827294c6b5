import { z } from "zod";
import { json } from "./values.ts";

/** OTLP/JSON as it came in: the shapes are OpenTelemetry's, so they are passed through unread. */

export const otlpTraces = z.object({ resourceSpans: z.array(json) }).meta({ id: "OtlpTracesData", description: "TracesData of OTLP/JSON" });
export const otlpLogs = z.object({ resourceLogs: z.array(json) }).meta({ id: "OtlpLogsData", description: "LogsData of OTLP/JSON" });

export type OtlpTraces = z.infer<typeof otlpTraces>;
export type OtlpLogs = z.infer<typeof otlpLogs>;
