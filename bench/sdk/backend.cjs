/** What the service under test calls: a plain server, the same for every contestant. */
"use strict";
const { createServer } = require("node:http");

const server = createServer((request, response) => {
  request.resume();
  response.setHeader("content-type", "application/json");
  response.end('{"sku":"sku-42","available":7}');
});
server.keepAliveTimeout = 600_000;
server.listen(0, "127.0.0.1", () => process.stdout.write(`listening http://127.0.0.1:${server.address().port}\n`));
