import { ProxyTracerProvider } from "@opentelemetry/api";
import { bullmqChanges } from "./bullmq.ts";
import { contrib } from "./contrib.ts";
import { expressChanges } from "./express-route.ts";
import { grpcInstrumentation } from "./grpc-instrumentation.ts";
import { koaChanges } from "./koa-route.ts";
import type { Library } from "./library.ts";
import { bunyanChanges } from "../logger/bridges/bunyan.ts";
import { pinoChanges } from "../logger/bridges/pino.ts";
import { winstonChanges } from "../logger/bridges/winston.ts";

/** Settings that differ from the instrumentation's own. */
interface Settings {
  readonly config?: Record<string, unknown>;
  /** Whether its spans are left out, where it is wanted only for the name of a request's route. */
  readonly routesOnly?: boolean;
}

const AWS = ["@aws-sdk/middleware-stack", "@aws-sdk/smithy-client", "@smithy/core", "@smithy/middleware-stack", "@smithy/smithy-client"];

/** The libraries that are instrumented when they are loaded. (Fastify is not among them: nothing in it has to be changed.) */
export const LIBRARIES: readonly Library[] = [
  library("amqplib", ["amqplib"], "AmqplibInstrumentation"),
  library("aws-sdk", AWS, "AwsInstrumentation"),
  { name: "bullmq", packages: ["bullmq"], changes: bullmqChanges },
  { name: "bunyan", packages: ["bunyan"], changes: bunyanChanges },
  library("cassandra-driver", ["cassandra-driver"], "CassandraDriverInstrumentation"),
  library("connect", ["connect"], "ConnectInstrumentation", { routesOnly: true }),
  { name: "express", packages: ["express"], changes: expressChanges },
  // A span for each property of each row would tell nobody anything.
  library("graphql", ["graphql"], "GraphQLInstrumentation", { config: { ignoreTrivialResolveSpans: true } }),
  { name: "grpc", packages: ["@grpc/grpc-js"], changes: () => grpcInstrumentation().getModuleDefinitions() },
  library("hapi", ["@hapi/hapi"], "HapiInstrumentation"),
  library("ioredis", ["ioredis"], "IORedisInstrumentation"),
  library("kafkajs", ["kafkajs"], "KafkaJsInstrumentation"),
  library("knex", ["knex"], "KnexInstrumentation"),
  { name: "koa", packages: ["koa"], changes: koaChanges },
  library("memcached", ["memcached"], "MemcachedInstrumentation"),
  library("mongodb", ["mongodb"], "MongoDBInstrumentation"),
  library("mongoose", ["mongoose"], "MongooseInstrumentation"),
  library("mysql", ["mysql"], "MySQLInstrumentation"),
  library("mysql2", ["mysql2"], "MySQL2Instrumentation"),
  library("nestjs-core", ["@nestjs/core"], "NestInstrumentation"),
  library("pg", ["pg", "pg-pool"], "PgInstrumentation"),
  { name: "pino", packages: ["pino"], changes: pinoChanges },
  library("redis", ["redis", "@redis/client", "@node-redis/client"], "RedisInstrumentation"),
  library("restify", ["restify"], "RestifyInstrumentation"),
  library("tedious", ["tedious"], "TediousInstrumentation"),
  { name: "winston", packages: ["winston"], changes: winstonChanges },
];

/** A library that OpenTelemetry's `@opentelemetry/instrumentation-<name>` instruments. */
function library(name: string, packages: readonly string[], exported: string, { config, routesOnly = false }: Settings = {}): Library {
  return {
    name,
    packages,
    changes() {
      const instrumentation = contrib(name, exported, config);
      // One that no SDK stands behind makes no spans, and leaves the active one as it is.
      if (routesOnly) instrumentation.setTracerProvider(new ProxyTracerProvider());
      return instrumentation.getModuleDefinitions();
    },
  };
}
