/** The service under test: answers a request with what the backend says. CommonJS, where every rival's instrumentation works. */
"use strict";
const { createServer } = require("node:http");

const backend = process.env.BENCH_BACKEND;

const server = createServer(async (request, response) => {
  const answer = await fetch(`${backend}/stock/42`);
  const stock = await answer.json();
  response.setHeader("content-type", "application/json");
  response.end(JSON.stringify({ order: 42, stock }));
});
// The parent asks what all of this has cost so far, and ends it.
process.on("message", (message) => (message === "cpu" ? process.send(process.cpuUsage()) : process.exit(0)));
server.listen(0, "127.0.0.1", () => process.stdout.write(`listening http://127.0.0.1:${server.address().port}\n`));
