/**
 * What docker-compose.yml says, run as local processes: every service's own command, environment, health check, start order and grace
 * period, as docker-compose itself reads them.
 *
 * A container's network is an address of its own in 127.0.0.0/8, on which the service listens on the ports that it has there; volumes and
 * memory file systems are directories; the embedded engine stands in for ClickHouse's image. Where root runs the tests, the services run
 * without root and capabilities, and can write to nothing else.
 */
import { spawnSync } from "node:child_process";
import { chmodSync, chownSync, existsSync, mkdirSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { EmbeddedClickHouse } from "@throughline/clickhouse";
import { parse } from "yaml";
import { cleanEnvironment, Program, ROOT } from "./program.ts";
import { temporaryDirectory } from "./throughline.ts";
import { until } from "./until.ts";

interface Service {
  readonly entrypoint?: readonly string[];
  readonly command?: readonly string[];
  readonly environment?: Readonly<Record<string, string | null>>;
  readonly depends_on?: Readonly<Record<string, { condition: string }>>;
  readonly healthcheck: { readonly test: readonly string[] };
  readonly volumes?: readonly string[];
  readonly tmpfs?: readonly string[];
  readonly read_only?: boolean;
  readonly secrets?: readonly { source: string }[];
  readonly stop_grace_period?: string;
}

interface Config {
  readonly services: Readonly<Record<string, Service>>;
  readonly secrets?: Readonly<Record<string, { file: string }>>;
}

export interface ComposeOptions {
  /** Arguments of docker-compose, such as `--profile demo`. */
  readonly args?: readonly string[];
  readonly env: Readonly<Record<string, string>>;
  /** The password that the engine wants; the services are told by their own configuration. */
  readonly password: string;
}

/** How a service ended. */
export interface Stopped {
  readonly name: string;
  readonly code: number | null;
  readonly millis: number;
  readonly graceMillis: number;
}

const ENGINE = "clickhouse";
/** Whom the containers run as: nobody of this machine. */
const USER = 1000;
const AS_USER = [
  "setpriv",
  `--reuid=${USER}`,
  `--regid=${USER}`,
  "--clear-groups",
  "--no-new-privs",
  "--bounding-set=-all",
  "--inh-caps=-all",
];
/** Runs what stands behind `--` where only the directories before it can be written to. The process stays the same one: it gets the signals. */
const READ_ONLY =
  'mount --make-rprivate /; until [ "$1" = -- ]; do mount --bind "$1" "$1"; shift; done; mount -o remount,bind,ro /; shift; exec "$@"';
const DEFAULT_GRACE = "10s";
const HEALTHY_WITHIN_MS = 120_000;

export class Compose {
  readonly #config: Config;
  readonly #directory = temporaryDirectory();
  readonly #addresses = new Map<string, string>();
  readonly #running = new Map<string, Program>();
  readonly #password: string;
  #engine: EmbeddedClickHouse | undefined;

  private constructor(config: Config, password: string) {
    this.#config = config;
    this.#password = password;
    // Apart from those of other runs on this machine.
    const network = `127.${20 + (process.pid % 200)}.${1 + (Math.trunc(process.pid / 200) % 250)}`;
    for (const [index, name] of Object.keys(config.services).entries()) this.#addresses.set(name, `${network}.${10 + index}`);
    chmodSync(this.#directory, 0o755); // nginx's worker is another user
  }

  static read({ args = [], env, password }: ComposeOptions): Compose {
    const { status, stdout, stderr } = spawnSync("docker-compose", [...args, "config"], {
      cwd: ROOT,
      env: { PATH: process.env.PATH, HOME: process.env.HOME, ...env },
      encoding: "utf8",
    });
    if (status !== 0) throw new Error(`docker-compose config: ${stderr}`);
    return new Compose(parse(stdout) as Config, password);
  }

  /** `HOST:PORT` of a service's port. */
  at(service: string, port: number): string {
    return `${this.#addresses.get(service)}:${port}`;
  }

  /** Starts these services, each when those that it depends on are healthy; resolves when all are. */
  async up(names: readonly string[]): Promise<void> {
    const healthy = new Map<string, Promise<void>>();
    const start = (name: string): Promise<void> => {
      const starting = healthy.get(name) ?? this.#start(name, () => Promise.all(this.#needs(name).map(start)));
      healthy.set(name, starting);
      return starting;
    };
    const failed = (await Promise.allSettled(names.map(start))).find((result) => result.status === "rejected");
    if (failed) throw failed.reason;
  }

  /** Stops all that runs, those that others depend on after these; says how each ended, in their order. */
  async down(): Promise<Stopped[]> {
    const stopped: Stopped[] = [];
    while (this.#running.size > 0) {
      const needed = new Set([...this.#running.keys()].flatMap((name) => this.#needs(name)));
      const now = [...this.#running.keys()].filter((name) => !needed.has(name));
      stopped.push(...(await Promise.all(now.map((name) => this.#stop(name)))));
    }
    await this.#engine?.stop();
    this.#engine = undefined;
    return stopped;
  }

  /** What a service has said. */
  said(name: string): string {
    const { stdout = "", stderr = "" } = this.#running.get(name) ?? {};
    return stdout + stderr;
  }

  async remove(): Promise<void> {
    await this.down();
    rmSync(this.#directory, { recursive: true, force: true, maxRetries: 50, retryDelay: 100 });
  }

  #service(name: string): Service {
    const service = this.#config.services[name];
    if (!service) throw new Error(`Cannot run "${name}": there is no such service`);
    return service;
  }

  #needs(name: string): string[] {
    return Object.keys(this.#service(name).depends_on ?? {});
  }

  async #start(name: string, needed: () => Promise<unknown>): Promise<void> {
    await needed();
    if (name === ENGINE) await this.#startEngine();
    else if (!this.#running.has(name)) {
      const { entrypoint = [], command = [] } = this.#service(name);
      const words = [...entrypoint, ...command].map((text) => this.#local(name, text.replaceAll("$$", "$")));
      const [program = "", ...args] = [...this.#confined(name), ...words];
      this.#running.set(name, new Program(program, args, { env: this.#environment(name), channel: true, detached: true }));
    }
    await until(
      () => this.#isHealthy(name),
      () => `${name} to be healthy: ${this.said(name)}`,
      HEALTHY_WITHIN_MS,
    );
  }

  async #startEngine(): Promise<void> {
    if (this.#engine) return;
    const folder = this.#folder("volumes", ENGINE);
    writeFileSync(join(folder, "password"), this.#password, { mode: 0o600 });
    this.#engine = new EmbeddedClickHouse(folder);
    await this.#engine.start();
  }

  /** What takes root and the writable file system from a command, where that can be done: by root, in a checkout that others may read. */
  #confined(name: string): string[] {
    const { read_only: readOnly = false } = this.#service(name);
    if (!readOnly || spawnSync("unshare", ["--mount", "mount", "--make-rprivate", "/"]).status !== 0) return [];
    const own = this.#mounts(name).flatMap(([, outside]) => (outside.startsWith(this.#directory) && existsSync(outside) ? [outside] : []));
    const confined = ["unshare", "--mount", "/bin/sh", "-ec", READ_ONLY, "sh", ...own, "--"];
    if (
      spawnSync(AS_USER[0] ?? "", [...AS_USER.slice(1), process.execPath, join(ROOT, "deploy/docker/healthy.mjs"), "tcp://x:1"]).status !==
      1
    )
      return confined;
    for (const path of own) chownSync(path, USER, USER);
    return [...confined, ...AS_USER];
  }

  /** The service's own health check, in its own surroundings. */
  async #isHealthy(name: string): Promise<true | undefined> {
    const { exitCode } = this.#running.get(name)?.child ?? {};
    if (typeof exitCode === "number") throw new Error(`${name} ended with ${exitCode}: ${this.said(name)}`);
    const [kind, command = "", ...args] = this.#service(name).healthcheck.test.map((text) => this.#local(name, text));
    if (kind !== "CMD") throw new Error(`Cannot check "${name}" by ${kind}`);
    const { code } = await new Program(command, args, { env: this.#environment(name) }).ended();
    return code === 0 ? true : undefined;
  }

  async #stop(name: string): Promise<Stopped> {
    const program = this.#running.get(name) as Program;
    const { stop_grace_period = DEFAULT_GRACE } = this.#service(name);
    const graceMillis = Number(/^(\d+)s$/.exec(stop_grace_period)?.[1]) * 1_000;
    const started = performance.now();
    const force = setTimeout(() => process.kill(-program.pid, "SIGKILL"), graceMillis); // all that it has started, too
    const { code } = await program.kill("SIGTERM");
    clearTimeout(force);
    this.#running.delete(name);
    return { name, code, millis: Math.round(performance.now() - started), graceMillis };
  }

  #environment(name: string): NodeJS.ProcessEnv {
    const own = Object.entries(this.#service(name).environment ?? {}).map(([key, value]) => [key, this.#local(name, value ?? "")]);
    return { ...cleanEnvironment(), PATH: `${dirname(process.execPath)}:${process.env.PATH}:/usr/sbin`, ...Object.fromEntries(own) };
  }

  /** A text of the container's world in this one's: addresses of services, its own, its files. */
  #local(name: string, text: string): string {
    const own = this.#addresses.get(name) ?? "";
    const others = [...this.#addresses.keys()].filter((service) => service !== ENGINE);
    const rules: [pattern: string, local: (text: string) => string][] = [
      ["\\b(?:127\\.0\\.0\\.1|clickhouse):8123\\b", () => new URL(this.#engine?.url ?? "http://none").host],
      ["\\b(?:0\\.0\\.0\\.0\\b|127\\.0\\.0\\.1(?=:\\d))", () => own],
      [`\\b(?:${others.join("|")})(?=:\\d)`, (service) => this.#addresses.get(service) ?? ""],
      ...this.#mounts(name).map(([inside, outside]): [string, () => string] => [inside.replaceAll(".", "\\."), () => outside]),
    ];
    // In one pass: what stands for something may look like something else. nginx listens on a port alone, which is its container's.
    const whole = name === "nginx" && /^\d+$/.test(text) ? `0.0.0.0:${text}` : text;
    return whole.replaceAll(
      new RegExp(rules.map(([pattern]) => `(${pattern})`).join("|"), "g"),
      (found, ...groups: (string | undefined)[]) =>
        (rules[groups.findIndex((group) => group !== undefined)] as (typeof rules)[number])[1](found),
    );
  }

  /** Where a container's paths are. */
  #mounts(name: string): [inside: string, outside: string][] {
    const { volumes = [], tmpfs = [], secrets = [] } = this.#service(name);
    return [
      ...secrets.map(({ source }): [string, string] => [`/run/secrets/${source}`, this.#config.secrets?.[source]?.file ?? ""]),
      ...volumes.map((volume): [string, string] => {
        const [source = "", target = ""] = volume.split(":");
        return [target, source.startsWith("/") ? source : this.#folder("volumes", source)];
      }),
      ["/dev/stdout", join(this.#folder(name, "/tmp"), "stdout")], // a socket here, which cannot be opened by its name
      ...tmpfs.map((target): [string, string] => [target, this.#folder(name, target)]),
    ];
  }

  #folder(...path: string[]): string {
    const folder = join(this.#directory, ...path);
    mkdirSync(folder, { recursive: true });
    return folder;
  }
}
