require("./routes-app.cjs").serve({
  express: require("express"),
  fastify: require("fastify"),
  Koa: require("koa"),
  Router: require("@koa/router"),
});
