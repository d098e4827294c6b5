"use strict";
// OpenTelemetry's SDK as its "getting started" sets it up: NodeSDK, OTLP over http/protobuf, and the instrumentations named in
// BENCH_INSTRUMENTATIONS ("http,undici" by default).
const { OTLPTraceExporter } = require("@opentelemetry/exporter-trace-otlp-proto");
const { NodeSDK } = require("@opentelemetry/sdk-node");

const MAKERS = {
  http: () => new (require("@opentelemetry/instrumentation-http").HttpInstrumentation)(),
  undici: () => new (require("@opentelemetry/instrumentation-undici").UndiciInstrumentation)(),
  pino: () => new (require("@opentelemetry/instrumentation-pino").PinoInstrumentation)(),
};

const names = (process.env.BENCH_INSTRUMENTATIONS ?? "http,undici").split(",");
new NodeSDK({ traceExporter: new OTLPTraceExporter(), instrumentations: names.map((name) => MAKERS[name]()) }).start();
