import { type ChildProcess, spawn } from "node:child_process";
import { randomBytes } from "node:crypto";
import { EventEmitter, once } from "node:events";
import { existsSync, mkdirSync, openSync, readFileSync, renameSync, writeFileSync, closeSync } from "node:fs";
import { createServer } from "node:net";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { EMBEDDED_USER, engineConfig } from "./config.ts";
import { waitForPidFile } from "./pid-file.ts";

/** How long a start waits for an engine that the previous run left behind: it ends by itself once it has written all. */
const OLD_ENGINE_WAIT_MS = 10_000;
const START_TIMEOUT_MS = 60_000;
const STOP_TIMEOUT_MS = 15_000;
const BACKOFF_MS = { first: 250, max: 10_000 };
/** An engine that lived so long after its start is not one that cannot start. */
const HEALTHY_MS = 2_000;

const engineProcess = fileURLToPath(new URL("./engine-process.ts", import.meta.url));

export interface EmbeddedEvents {
  /** The engine died; it is being started again. */
  down: [reason: string];
  up: [];
}

/**
 * ClickHouse in a child process, supervised: if it dies it is started again, on the same port, with growing pauses.
 * It never outlives this process, however this ends: its life hangs on a pipe.
 */
export class EmbeddedClickHouse extends EventEmitter<EmbeddedEvents> {
  readonly username = EMBEDDED_USER;
  readonly #directory: string;
  #password = "";
  #url = "";
  #child: ChildProcess | undefined;
  readonly #stopping = new AbortController();
  #supervision: Promise<void> = Promise.resolve();

  /** `directory` is created if missing; it holds data, password, configuration and log. */
  constructor(directory: string) {
    super();
    this.#directory = directory;
  }

  /** `http://127.0.0.1:PORT`, known after start. */
  get url(): string {
    return this.#url;
  }

  get password(): string {
    return this.#password;
  }

  /** Process ID of the engine while it runs. */
  get pid(): number | undefined {
    return this.#child?.pid;
  }

  /**
   * Resolves when it answers queries.
   * @throws InUseError when an engine of an earlier run still holds the directory after 10 s.
   * @throws Error when it does not come up, with the end of its log.
   */
  async start(): Promise<void> {
    mkdirSync(this.#directory, { recursive: true, mode: 0o700 });
    await waitForPidFile(this.#path("engine.pid"), OLD_ENGINE_WAIT_MS);
    this.#password = this.#readOrMakePassword();
    const port = await freePort();
    this.#url = `http://127.0.0.1:${port}`;
    writeFileSync(
      this.#path("config.xml"),
      engineConfig({
        httpPort: port,
        password: this.#password,
        logFile: this.#path("engine.log"),
        configFile: this.#path("config.xml"),
        backups: this.#path("backups"),
      }),
      { mode: 0o600 },
    );
    const child = await this.#launch();
    this.#supervision = this.#supervise(child);
  }

  /** Ends the engine cleanly and resolves when its process is gone. Safe to call twice. */
  async stop(): Promise<void> {
    this.#stopping.abort();
    const child = this.#child;
    if (child && child.exitCode === null && child.signalCode === null) {
      const exited = once(child, "exit");
      child.stdin?.end();
      const timer = setTimeout(() => child.kill("SIGKILL"), STOP_TIMEOUT_MS);
      await exited;
      clearTimeout(timer);
    }
    await this.#supervision;
  }

  /** Starts the process and resolves when it answers. */
  async #launch(): Promise<ChildProcess> {
    const log = openSync(this.#path("engine.out"), "w", 0o600);
    const child = spawn(process.execPath, ["--disable-warning=ExperimentalWarning", engineProcess, this.#directory], {
      stdio: ["pipe", log, log],
    });
    closeSync(log);
    child.stdin?.on("error", () => {}); // the engine died: the exit handler says so
    let failure: Error | undefined;
    child.on("error", (error) => (failure = error)); // it could not even be started
    this.#child = child;
    const deadline = Date.now() + START_TIMEOUT_MS;
    while (!(await this.#answers())) {
      if (failure) throw failure;
      if (child.exitCode !== null || child.signalCode !== null) throw new Error(`embedded ClickHouse did not start: ${this.#lastWords()}`);
      if (Date.now() > deadline) {
        child.kill("SIGKILL");
        throw new Error(`embedded ClickHouse did not answer within ${START_TIMEOUT_MS / 1000} s: ${this.#lastWords()}`);
      }
      await sleep(25);
    }
    return child;
  }

  async #supervise(first: ChildProcess): Promise<void> {
    let child: ChildProcess | undefined = first;
    let pause = BACKOFF_MS.first;
    for (;;) {
      if (child) {
        const since = Date.now();
        if (child.exitCode === null && child.signalCode === null) await once(child, "exit");
        if (Date.now() - since > HEALTHY_MS) pause = BACKOFF_MS.first;
        if (this.#stopping.signal.aborted) return;
        this.emit("down", child.signalCode ? `killed by ${child.signalCode}` : `exit code ${child.exitCode}`);
      }
      await sleep(pause, undefined, { signal: this.#stopping.signal }).catch(() => {});
      pause = Math.min(pause * 2, BACKOFF_MS.max);
      if (this.#stopping.signal.aborted) return;
      try {
        child = await this.#launch();
        this.emit("up");
      } catch (error) {
        child = undefined;
        if (this.#stopping.signal.aborted) return;
        this.emit("down", (error as Error).message);
      }
    }
  }

  /** Whether our engine answers: the password proves that it is ours. */
  async #answers(): Promise<boolean> {
    try {
      const response = await fetch(`${this.#url}/?query=SELECT%201`, {
        headers: { "x-clickhouse-user": this.username, "x-clickhouse-key": this.#password, connection: "close" },
        signal: AbortSignal.timeout(2_000),
      });
      return response.ok && (await response.text()) === "1\n";
    } catch {
      return false;
    }
  }

  #readOrMakePassword(): string {
    const file = this.#path("password");
    if (!existsSync(file)) {
      writeFileSync(`${file}.new`, randomBytes(24).toString("base64url"), { mode: 0o600 });
      renameSync(`${file}.new`, file); // never half of one
    }
    return readFileSync(file, "utf8").trim();
  }

  #lastWords(): string {
    const texts = ["engine.out", "engine.log"].map((name) => {
      try {
        return readFileSync(this.#path(name), "utf8").trim().slice(-500);
      } catch {
        return "";
      }
    });
    return texts.filter(Boolean).join(" · ") || "it said nothing";
  }

  #path(name: string): string {
    return join(this.#directory, name);
  }
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  server.close();
  await once(server, "close");
  if (address === null || typeof address === "string") throw new Error("no port on loopback");
  return address.port;
}
