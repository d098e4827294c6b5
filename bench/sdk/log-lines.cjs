/** Writes log lines as fast as it can, 500 a tick, all inside of one span; told by its parent how many, and asked what they cost. */
"use strict";
const { AsyncLocalStorage } = require("node:async_hooks");
const { createRequire } = require("node:module");
const { context, ROOT_CONTEXT, trace } = require("@opentelemetry/api");

const LINES_PER_TICK = 500;
const peer = createRequire(`${process.env.BENCH_LOGGERS}/`);
const span = { traceId: "0af7651916cd43dd8448eb211c80319c", spanId: "00f067aa0ba902b7", traceFlags: 1 };
/** What carries the span in apps without OpenTelemetry. */
const storage = new AsyncLocalStorage();

const LOGGERS = {
  pino: () => {
    const log = peer("pino")();
    return (event, fields) => log.info(fields, event);
  },
  "pino-ids": () => {
    const log = peer("pino")({ mixin: () => ({ trace_id: storage.getStore().traceId, span_id: storage.getStore().spanId }) });
    return (event, fields) => log.info(fields, event);
  },
  winston: () => {
    const { createLogger, format, transports } = peer("winston");
    const log = createLogger({ format: format.combine(format.timestamp(), format.json()), transports: [new transports.Console()] });
    return (event, fields) => log.info(event, fields);
  },
  ours: () => {
    const log = require("@throughline/sdk").logger("bench");
    return (event, fields) => log.info(event, fields);
  },
};

const write = LOGGERS[process.env.BENCH_LOGGER]();
const inSpan = (run) => storage.run(span, () => context.with(trace.setSpanContext(ROOT_CONTEXT, span), run));

process.on("message", (lines) => {
  if (lines === "cpu") return process.send(process.cpuUsage());
  let written = 0;
  const tick = () => {
    for (const end = Math.min(written + LINES_PER_TICK, lines); written < end; written++)
      write("payment_declined", { orderId: `o-${written}`, amount: 12.5, currency: "EUR", attempt: 2, provider: "acme" });
    if (written < lines) setImmediate(tick);
    else process.send("written");
  };
  inSpan(tick);
});
process.send("ready");
