// Three web frameworks, each with a route for a user. It prints their addresses.
const events = require("node:events");
const { trace } = require("@opentelemetry/api");

/** Whether the handler sees the request's own span, so that what it sets there arrives. */
const note = (framework) => trace.getActiveSpan()?.setAttribute("seen.by", framework);

exports.serve = async ({ express, fastify, Koa, Router }) => {
  const app = express();
  const empty = express.Router();
  const users = express.Router();
  app.use((_request, _response, next) => next());
  empty.get("/nothing/:id", (_request, response) => response.end());
  users.get("/users/:id", (request, response) => {
    setImmediate(() => {
      note("express");
      response.json({ id: request.params.id });
    });
  });
  app.use("/api", empty);
  app.use("/api", users);
  const expressServer = app.listen(0, "127.0.0.1");
  await events.once(expressServer, "listening");

  const fast = fastify();
  await fast.register(
    async (part) => {
      part.get("/users/:id", (request, reply) => {
        note("fastify");
        reply.send({ id: request.params.id });
      });
    },
    { prefix: "/api" },
  );
  await fast.listen({ port: 0, host: "127.0.0.1" });

  const koa = new Koa();
  const router = new Router({ prefix: "/api" });
  koa.use((_context, next) => next());
  router.get("/users/:id", async (context) => {
    await new Promise(setImmediate);
    note("koa");
    context.body = { id: context.params.id };
  });
  koa.use(router.routes());
  const koaServer = koa.listen(0, "127.0.0.1");
  await events.once(koaServer, "listening");

  console.log(`ready ${[expressServer, fast.server, koaServer].map((server) => `http://127.0.0.1:${server.address().port}`).join(" ")}`);
};
