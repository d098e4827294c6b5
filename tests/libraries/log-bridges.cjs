// What the apps log-bridges-run.cjs and .mjs write with each logger that Throughline knows.
const { setTimeout: sleep } = require("node:timers/promises");
const { trace } = require("@opentelemetry/api");
const { bindLogContext, withCorrelation } = require("@throughline/sdk");

/** Calls `fn` under a correlation ID, in a span, after an await. */
function inAction(fn) {
  return withCorrelation("order-9", async () => {
    bindLogContext({ bound: true });
    await sleep(1);
    trace.getTracer("t").startActiveSpan("work", (span) => {
      fn();
      span.end();
    });
  });
}

class MyError extends TypeError {
  code = "E_MINE";
}
const failed = () => new MyError("failed", { cause: new Error("why") });

module.exports = {
  async pino(pino) {
    const log = pino({
      name: "orders",
      level: "debug",
      customLevels: { notice: 35 },
      redact: ["card.number"],
      serializers: { user: (user) => user.id },
      mixin: () => ({ mixed: 1 }),
      hooks: {
        logMethod(args, method) {
          if (args[0] === "hooked") args[0] = "was hooked";
          method.apply(this, args);
        },
      },
    });
    await inAction(() => {
      log.info({ orderId: 7, user: { id: "u1" }, card: { number: "4111", holder: "ann" }, password: "hunter2" }, "hello %s", "you");
      log.child({ tenant: "t1" }).child({ region: "eu", token: "hunter2" }, { level: "trace" }).notice("hooked");
      log.error(failed());
      log.warn({ err: failed(), trace_id: "mine" }, "it failed");
      log.trace("not logged");
    });
    log.info({});
  },

  async "pino with a transport"(pino) {
    const log = pino({}, pino.transport({ target: "pino/file", options: { destination: 1 } }));
    await inAction(() => log.child({ tenant: "t1" }).info({ orderId: 7 }, "hello"));
  },

  async winston(winston) {
    const { createLogger, format, transports } = winston;
    const mask = format((info) => ({ ...info, ...(info.card !== undefined && { card: "****" }) }));
    const drop = format((info) => (info.message === "dropped" ? false : info));
    const log = createLogger({
      level: "http",
      defaultMeta: { part: "orders" },
      format: format.combine(drop(), format.errors({ stack: true }), format.splat(), mask(), format.json()),
      transports: [new transports.Console()],
    });
    await inAction(() => {
      log.info("hello %s", "you", { orderId: 7, card: "4111", password: "hunter2" });
      log.child({ tenant: "t1" }).http("served");
      log.error("it", failed());
      log.error(failed());
      log.warn({ message: "object", trace_id: "mine" });
      log.verbose("not logged");
      log.info("dropped");
    });
    log.info("outside");
  },

  async bunyan(bunyan) {
    const log = bunyan.createLogger({ name: "orders", serializers: { err: bunyan.stdSerializers.err, user: (user) => user.id } });
    await inAction(() => {
      log.info({ orderId: 7, user: { id: "u1" }, password: "hunter2" }, "hello %s", "you");
      log.child({ tenant: "t1" }).warn("from a child");
      log.error(failed());
      log.fatal({ err: failed(), trace_id: "mine" }, "it failed");
      log.debug("not logged");
    });
    log.info("outside");
  },
};
