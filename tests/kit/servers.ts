import { freePort } from "./free-port.ts";
import { ServerProcess } from "./server-process.ts";

/** A Redis without persistence. Needs `redis-server`. */
export function startRedis(): Promise<ServerProcess> {
  return ServerProcess.start("redis-server", {
    args: (port, folder) => ["--port", `${port}`, "--bind", "127.0.0.1", "--dir", folder, "--save", "", "--appendonly", "no"],
    ready: /Ready to accept connections/,
  });
}

/** A PostgreSQL with the database `postgres` and its superuser `test`, without passwords. Needs `postgres` and `initdb`. */
export function startPostgres(): Promise<ServerProcess> {
  return ServerProcess.start("postgres", {
    account: "postgres",
    prepare: (run, folder) => run("initdb", ["-D", `${folder}/data`, "-A", "trust", "-U", "test", "--no-sync"]),
    args: (port, folder) => ["-D", `${folder}/data`, "-k", folder, "-h", "127.0.0.1", "-p", `${port}`, "-F"],
    ready: /database system is ready to accept connections/,
  });
}

/** A MariaDB that takes any user without password. Needs `mariadbd`. */
export function startMariadb(): Promise<ServerProcess> {
  return ServerProcess.start("mariadbd", {
    args: (port, folder) => [
      "--no-defaults",
      `--datadir=${folder}`,
      `--socket=${folder}/socket`,
      `--port=${port}`,
      "--bind-address=127.0.0.1",
      "--user=root",
      "--skip-grant-tables",
    ],
    ready: /ready for connections/,
  });
}

/** A RabbitMQ without plugins. Needs `rabbitmq-server` and `epmd`, by which Erlang's programs find each other. */
export async function startRabbitmq(): Promise<ServerProcess> {
  const epmd = await ServerProcess.start("epmd", {
    args: (port) => ["-port", `${port}`, "-address", "127.0.0.1", "-debug"],
    ready: /epmd running/,
  });
  const distributionPort = await freePort();
  return ServerProcess.start("rabbitmq-server", {
    beside: epmd,
    env: (port, folder) => ({
      HOME: folder,
      ERL_EPMD_PORT: `${epmd.port}`,
      RABBITMQ_NODENAME: `test${port}@localhost`,
      RABBITMQ_NODE_IP_ADDRESS: "127.0.0.1",
      RABBITMQ_NODE_PORT: `${port}`,
      RABBITMQ_DIST_PORT: `${distributionPort}`,
      RABBITMQ_MNESIA_BASE: `${folder}/data`,
      RABBITMQ_LOG_BASE: `${folder}/logs`,
      RABBITMQ_LOGS: "-",
      RABBITMQ_ENABLED_PLUGINS_FILE: `${folder}/plugins`,
      RABBITMQ_CONF_ENV_FILE: "/dev/null",
    }),
    ready: /Server startup complete/,
  });
}

/** A Kafka of one broker: the one in memory that `librdkafka` has for tests, within `kcat`. Needs `kcat`. */
export function startKafka(): Promise<ServerProcess> {
  return ServerProcess.start("kcat", {
    args: () => ["-P", "-b", "none", "-t", "unused", "-X", "test.mock.num.brokers=1", "-d", "mock"],
    ready: /bootstrap\.servers=127\.0\.0\.1:(\d+)/,
  });
}
