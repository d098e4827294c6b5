import amqplib from "amqplib";
import { FlowProducer, Queue, Worker } from "bullmq";
import { Kafka, logLevel } from "kafkajs";
import { run } from "./messages-app.cjs";

await run({ bullmq: { FlowProducer, Queue, Worker }, amqplib, kafkajs: { Kafka, logLevel } });
