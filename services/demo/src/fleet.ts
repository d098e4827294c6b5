/** The whole shop as real processes: each service starts as soon as those it calls are up, and learns where they listen. */
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { startChild, type Child } from "./child.ts";
import { findNginx, startNginx, type Nginx } from "./nginx.ts";
import { SERVICE_NAMES, SHOP, nodeArguments, peerVariable, type ServiceName } from "./shop.ts";

export interface ShopOptions {
  /** Where spans and logs go: the base URL of an OTLP/HTTP receiver. */
  otlpEndpoint: string;
  /** Put nginx in front of the gateway: true requires it, false leaves it out; default: where it is installed. */
  nginx?: boolean;
  /** More variables for every service. */
  env?: Record<string, string>;
  /** Services that are not started; whoever calls them finds nobody there. */
  without?: readonly string[];
  /** Gets every line that a service writes. */
  onLine?: (service: string, line: string) => void;
}

export interface ShopService {
  pid: number;
  url: string;
}

export interface Shop {
  /** Where the shop's customers call: nginx if there is one, else the gateway. */
  readonly entryUrl: string;
  readonly gatewayUrl: string;
  readonly nginx: ShopService | undefined;
  readonly services: Readonly<Record<string, ShopService>>;
  /** Directory of the job store between checkout and notifications. */
  readonly jobsDir: string;
  /** Ends every process that was started here, and waits for it. Safe to call twice. */
  stop(): Promise<void>;
  stopOne(name: string): Promise<void>;
}

const ROOT = fileURLToPath(new URL("../../../", import.meta.url));
/** Nobody listens there, and refusing a connection is quick. */
const NOWHERE = "http://127.0.0.1:2";

export async function startShop(options: ShopOptions): Promise<Shop> {
  const { without = [], onLine } = options;
  for (const name of without)
    if (!(name in SHOP)) throw new TypeError(`Cannot leave out "${name}": the shop has ${SERVICE_NAMES.join(", ")}`);
  const binary = options.nginx === false || without.includes("gateway") ? undefined : findNginx();
  if (options.nginx && !binary) throw new Error('Cannot start "nginx": it is not installed');

  const dir = await mkdtemp(join(tmpdir(), "throughline-shop-"));
  const jobsDir = join(dir, "jobs");
  const children = new Map<string, Child>();
  const services: Record<string, ShopService> = {};
  const urls = new Map<ServiceName, Promise<string>>();

  const start = async (name: ServiceName): Promise<string> => {
    if (without.includes(name)) return NOWHERE;
    const env = environment(name, options, jobsDir);
    for (const peer of SHOP[name]) env[peerVariable(peer)] = await started(peer);
    const child = startChild({ name, command: process.execPath, args: nodeArguments(name), cwd: ROOT, env, onLine });
    children.set(name, child);
    const url = await child.waitFor((line) => readyUrl(name, line));
    services[name] = { pid: child.pid, url };
    return url;
  };
  const started = (name: ServiceName): Promise<string> => {
    const url = urls.get(name) ?? start(name);
    urls.set(name, url);
    return url;
  };
  const stop = async (): Promise<void> => {
    await children.get("nginx")?.stop();
    await Promise.all([...children.values()].map((child) => child.stop()));
    await rm(dir, { recursive: true, force: true });
  };

  let nginx: Nginx | undefined;
  const starting = SERVICE_NAMES.map(started);
  try {
    await Promise.all(starting);
    if (binary) nginx = await startNginx(binary, await started("gateway"), join(dir, "nginx"));
    if (nginx) children.set("nginx", nginx);
  } catch (error) {
    await stop();
    await Promise.allSettled(starting);
    await stop();
    throw error;
  }
  const gatewayUrl = await started("gateway");
  return {
    entryUrl: nginx?.url ?? gatewayUrl,
    gatewayUrl,
    nginx: nginx && { pid: nginx.pid, url: nginx.url },
    services,
    jobsDir,
    stop,
    stopOne: async (name) => {
      const child = children.get(name);
      if (!child) throw new Error(`Cannot stop "${name}": it was not started`);
      await child.stop();
    },
  };
}

function environment(name: ServiceName, options: ShopOptions, jobsDir: string): Record<string, string | undefined> {
  return {
    ...process.env,
    NODE_OPTIONS: undefined,
    OTEL_SERVICE_NAME: name,
    OTEL_RESOURCE_ATTRIBUTES: "service.namespace=shop,deployment.environment.name=demo",
    OTEL_EXPORTER_OTLP_ENDPOINT: options.otlpEndpoint,
    OTEL_METRICS_EXPORTER: "none",
    OTEL_BSP_SCHEDULE_DELAY: "500",
    OTEL_BLRP_SCHEDULE_DELAY: "500",
    ...options.env,
    SHOP_HOST: "127.0.0.1",
    SHOP_PORT: "0",
    SHOP_JOBS_DIR: jobsDir,
    SHOP_STOP_WITH_STDIN: "1",
  };
}

function readyUrl(name: string, line: string): string | undefined {
  const prefix = `demo ${name} ready `;
  return line.startsWith(prefix) ? (JSON.parse(line.slice(prefix.length)) as { url: string }).url : undefined;
}
