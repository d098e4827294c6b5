// Two sides of queues. ROLE=send: an HTTP service that sends a message by /bullmq, /rabbitmq or /kafka. ROLE=work: works them off, each with a line in the log.
const { createServer } = require("node:http");
const { currentCorrelation, logger } = require("@throughline/sdk");

const { KAFKA, REDIS, RABBITMQ, QUEUE, ROLE } = process.env;
const log = logger("messages");
const connection = { host: "127.0.0.1", port: Number(REDIS) };

const done = (event, more) => log.info(event, { current: currentCorrelation(), ...more });

exports.run = (libraries) => (ROLE === "send" ? send(libraries) : work(libraries));

async function send({ bullmq, amqplib, kafkajs }) {
  const queue = new bullmq.Queue(QUEUE, { connection });
  const flows = new bullmq.FlowProducer({ connection });
  const channel = await (await amqplib.connect(`amqp://127.0.0.1:${RABBITMQ}`)).createChannel();
  await channel.assertQueue(QUEUE);
  const producer = new kafkajs.Kafka({ brokers: [`127.0.0.1:${KAFKA}`], logLevel: kafkajs.logLevel.ERROR }).producer();
  await producer.connect();
  const ways = {
    "/bullmq": () => queue.add("pay", { amount: 5 }, { attempts: 2, backoff: 1 }),
    "/bulk": () => queue.addBulk([{ name: "ship", data: {} }]),
    "/flow": () => flows.add({ name: "pack", queueName: QUEUE, data: {} }),
    "/schedule": () => queue.upsertJobScheduler("nightly", { every: 100, limit: 1 }, { name: "clean", data: {} }),
    "/rabbitmq": () => channel.sendToQueue(QUEUE, Buffer.from("5")),
    "/kafka": () => producer.send({ topic: QUEUE, messages: [{ value: "5" }] }),
  };
  const server = createServer(async (request, response) => {
    await ways[request.url]();
    response.end();
  });
  server.listen(0, "127.0.0.1", () => console.log(`ready http://127.0.0.1:${server.address().port}`));
}

async function work({ bullmq, amqplib, kafkajs }) {
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
  const consumer = new kafkajs.Kafka({ brokers: [`127.0.0.1:${KAFKA}`], logLevel: kafkajs.logLevel.ERROR }).consumer({ groupId: QUEUE });
  await consumer.connect();
  await consumer.subscribe({ topic: QUEUE, fromBeginning: true });
  await consumer.run({
    eachMessage: async () => {
      await new Promise(setImmediate);
      done("kafka_message");
    },
  });
  console.log("ready");
}
