// Two sides of queues. ROLE=send: an HTTP service that sends a message by /bullmq, /rabbitmq or /kafka. ROLE=work: works them off, each with a line in the log.
const { createServer } = require("node:http");
const { currentCorrelation, logger } = require("@throughline/sdk");

const { REDIS, RABBITMQ, QUEUE, ROLE } = process.env;
const log = logger("messages");
const connection = { host: "127.0.0.1", port: Number(REDIS) };

const done = (event, more) => log.info(event, { current: currentCorrelation(), ...more });

exports.run = (libraries) => (ROLE === "send" ? send(libraries) : work(libraries));

async function send({ bullmq, amqplib, kafkajs }) {
  const queue = new bullmq.Queue(QUEUE, { connection });
  const flows = new bullmq.FlowProducer({ connection });
  const channel = await (await amqplib.connect(`amqp://127.0.0.1:${RABBITMQ}`)).createChannel();
  await channel.assertQueue(QUEUE);
  const kafka = new kafkajs.Kafka({ brokers: ["127.0.0.1:1"], logLevel: kafkajs.logLevel.NOTHING, retry: { retries: 0 } }).producer();
  const ways = {
    "/bullmq": () => queue.add("pay", { amount: 5 }, { attempts: 2, backoff: 1 }),
    "/bulk": () => queue.addBulk([{ name: "ship", data: {} }]),
    "/flow": () => flows.add({ name: "pack", queueName: QUEUE, data: {} }),
    "/schedule": () => queue.upsertJobScheduler("nightly", { every: 100, limit: 1 }, { name: "clean", data: {} }),
    "/rabbitmq": () => channel.sendToQueue(QUEUE, Buffer.from("5")),
    "/kafka": async () => {
      const message = { value: "5" };
      await kafka.send({ topic: QUEUE, messages: [message] }).catch(() => {});
      return message.headers;
    },
  };
  const server = createServer(async (request, response) => {
    const answer = await ways[request.url]();
    response.end(JSON.stringify(request.url === "/kafka" ? answer : {}));
  });
  server.listen(0, "127.0.0.1", () => console.log(`ready http://127.0.0.1:${server.address().port}`));
}

async function work({ bullmq, amqplib }) {
  const worker = new bullmq.Worker(
    QUEUE,
    async (job) => {
      await new Promise(setImmediate);
      done(`${job.name}_job`, { attempt: job.attemptsMade });
      if (job.name === "pay" && job.attemptsMade === 0) throw new Error("try again");
    },
    { connection },
  );
  await worker.waitUntilReady();
  const channel = await (await amqplib.connect(`amqp://127.0.0.1:${RABBITMQ}`)).createChannel();
  await channel.assertQueue(QUEUE);
  await channel.consume(QUEUE, async (message) => {
    await new Promise(setImmediate);
    done("rabbitmq_message");
    channel.ack(message);
  });
  console.log("ready");
}
