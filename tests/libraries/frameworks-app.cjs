// More web frameworks, each with a route for a user. It prints their addresses.
const events = require("node:events");

exports.serve = async ({ connect, Hapi, nest }) => {
  const connected = connect();
  connected.use((_request, _response, next) => next());
  connected.use("/api/users", (_request, response) => response.end("7"));
  const connectServer = connected.listen(0, "127.0.0.1");
  await events.once(connectServer, "listening");

  const hapi = Hapi.server({ port: 0, host: "127.0.0.1" });
  hapi.route({ method: "GET", path: "/api/users/{id}", handler: (request) => request.params.id });
  await hapi.start();

  const { Controller, Get, Module, NestFactory, Param } = nest;
  class Users {
    one(id) {
      return id;
    }
  }
  const method = Object.getOwnPropertyDescriptor(Users.prototype, "one");
  Reflect.decorate([Get("users/:id")], Users.prototype, "one", method);
  Param("id")(Users.prototype, "one", 0);
  Reflect.decorate([Controller("api")], Users);
  function App() {}
  Reflect.decorate([Module({ controllers: [Users] })], App);
  const nested = await NestFactory.create(App, { logger: false });
  await nested.listen(0, "127.0.0.1");

  const servers = [connectServer, hapi.listener, nested.getHttpServer()];
  console.log(`ready ${servers.map((server) => `http://127.0.0.1:${server.address().port}`).join(" ")}`);
};
