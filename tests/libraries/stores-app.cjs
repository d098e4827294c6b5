// Asks each store once, within a span, and ends. Addresses come from the environment; what has none is left out.
const events = require("node:events");
const { createServer } = require("node:net");
const { trace } = require("@opentelemetry/api");

const { POSTGRES, MARIADB, REDIS } = process.env;

exports.ask = ({ pg, mysql2, redis, ioredis, mongodb, graphql }) =>
  trace.getTracer("test").startActiveSpan("ask all", async (span) => {
    if (POSTGRES) {
      const client = new pg.Client({ host: "127.0.0.1", port: Number(POSTGRES), user: "test", database: "postgres" });
      await client.connect();
      console.log(JSON.stringify({ pg: (await client.query("SELECT $1::int AS n", [7])).rows[0].n }));
      await client.end();
    }
    if (MARIADB) {
      const connection = await mysql2.createConnection({ host: "127.0.0.1", port: Number(MARIADB), user: "root" });
      const [rows] = await connection.execute("SELECT ? + 1 AS n", [7]);
      console.log(JSON.stringify({ mysql2: Number(rows[0].n) }));
      await connection.end();
    }
    if (REDIS) {
      const client = redis.createClient({ url: `redis://127.0.0.1:${REDIS}` });
      await client.connect();
      await client.set("by redis", "1");
      await client.close();
      const io = new ioredis.Redis({ host: "127.0.0.1", port: Number(REDIS) });
      console.log(JSON.stringify({ redis: await io.get("by redis") }));
      io.disconnect();
    }
    await askMongo(mongodb);
    const schema = graphql.buildSchema("type Query { user: User } type User { name: String }");
    const { data } = await graphql.graphql({
      schema,
      source: "query Names { user { name } }",
      rootValue: { user: () => ({ name: "Ada" }) },
    });
    console.log(JSON.stringify({ graphql: data.user.name }));
    span.end();
  });

/** The real client of MongoDB, with a server that says yes to every command. */
async function askMongo({ MongoClient, BSON }) {
  const server = createServer((socket) => {
    let received = Buffer.alloc(0);
    socket.on("error", () => {});
    socket.on("data", (chunk) => {
      received = Buffer.concat([received, chunk]);
      while (received.length >= 4 && received.length >= received.readInt32LE(0)) {
        const message = received.subarray(0, received.readInt32LE(0));
        received = received.subarray(message.length);
        answer(socket, message.readInt32LE(4), message.readInt32LE(12) === 2013);
      }
    });
  });
  const answer = (socket, to, isMessage) => {
    const hello = { ok: 1, isWritablePrimary: true, maxWireVersion: 25, minWireVersion: 0, maxBsonObjectSize: 2 ** 24 };
    const body = BSON.serialize({ ...hello, maxMessageSizeBytes: 2 ** 25, maxWriteBatchSize: 1000, n: 1 });
    const head = Buffer.alloc(isMessage ? 21 : 36);
    head.writeInt32LE(head.length + body.length, 0);
    head.writeInt32LE(to, 8);
    head.writeInt32LE(isMessage ? 2013 : 1, 12);
    if (!isMessage) head.writeInt32LE(1, 32);
    socket.write(Buffer.concat([head, body]));
  };
  server.listen(0, "127.0.0.1");
  await events.once(server, "listening");
  const client = new MongoClient(`mongodb://127.0.0.1:${server.address().port}/?directConnection=true`, { monitorCommands: false });
  const { insertedId } = await client.db("shop").collection("orders").insertOne({ name: "first" });
  console.log(JSON.stringify({ mongodb: typeof insertedId }));
  await client.close();
  server.close();
}
