import { type ChildProcess, execFile, spawn } from "node:child_process";
import { once } from "node:events";
import { chown, mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { freePort } from "./free-port.ts";
import { tool } from "./tool.ts";
import { until } from "./until.ts";

const START_MILLIS = 60_000;
const STOP_MILLIS = 5000;

interface Account {
  readonly uid?: number;
  readonly gid?: number;
}

export interface ServerOptions {
  /** What it says on stdout or stderr when it accepts connections; a first group is the port, where it has chosen one itself. */
  readonly ready: RegExp;
  readonly args?: (port: number, folder: string) => readonly string[];
  readonly env?: (port: number, folder: string) => NodeJS.ProcessEnv;
  /** Prepares the data directory, as the account that the server will run under. */
  readonly prepare?: (run: (command: string, args: readonly string[]) => Promise<void>, folder: string) => Promise<void>;
  /** An account to run under where the tests run as root, which some servers refuse. */
  readonly account?: string;
  /** Another server that is there for this one alone, and ends with it. */
  readonly beside?: ServerProcess;
}

/** A real server on a free loopback port, with a data directory of its own. */
export class ServerProcess implements AsyncDisposable {
  readonly #folder: string;
  readonly #beside: ServerProcess | undefined;
  #port: number;
  #child: ChildProcess | undefined;

  private constructor(port: number, folder: string, beside: ServerProcess | undefined) {
    this.#port = port;
    this.#folder = folder;
    this.#beside = beside;
  }

  get port(): number {
    return this.#port;
  }

  /** Resolves when the server accepts connections. */
  static async start(command: string, { ready, args, env, prepare, account, beside }: ServerOptions): Promise<ServerProcess> {
    const folder = await mkdtemp(join(tmpdir(), `throughline-${command}-`));
    const server = new ServerProcess(await freePort(), folder, beside);
    try {
      const who = account === undefined ? {} : await accountIds(account);
      if (who.uid !== undefined && who.gid !== undefined) await chown(folder, who.uid, who.gid);
      const options = { ...who, cwd: folder, env: { ...process.env, ...env?.(server.port, folder) } };
      await prepare?.(async (name, its) => void (await promisify(execFile)(installed(name), its, options)), folder);
      // In a process group of its own, with all that it starts.
      const child = spawn(installed(command), args?.(server.port, folder) ?? [], {
        ...options,
        detached: true,
        stdio: ["pipe", "pipe", "pipe"],
      });
      await server.#run(child, ready);
      return server;
    } catch (error) {
      await server.stop();
      throw error;
    }
  }

  /** Ends it and removes its data. */
  async stop(): Promise<void> {
    const child = this.#child;
    if (child?.exitCode === null && child.signalCode === null) {
      const ended = once(child, "close");
      this.#kill("SIGTERM");
      const impatience = setTimeout(() => this.#kill("SIGKILL"), STOP_MILLIS);
      await ended;
      clearTimeout(impatience);
    }
    await this.#beside?.stop();
    await rm(this.#folder, { recursive: true, force: true });
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.stop();
  }

  #kill(signal: NodeJS.Signals): void {
    if (this.#child?.pid !== undefined) process.kill(-this.#child.pid, signal);
  }

  /** Resolves when the server has said that it is ready. */
  async #run(child: ChildProcess, ready: RegExp): Promise<void> {
    this.#child = child;
    let said = "";
    for (const stream of [child.stdout, child.stderr]) stream?.on("data", (chunk: Buffer) => (said += chunk.toString()));
    const [, port] = await until(
      () => {
        if (child.exitCode !== null) throw new Error(`Cannot start "${child.spawnfile}": it ended. ${said}`);
        return ready.exec(said) ?? undefined;
      },
      () => `${ready} from ${child.spawnfile}; it said: ${said}`,
      START_MILLIS,
    );
    if (port !== undefined) this.#port = Number(port);
  }
}

function installed(command: string): string {
  const path = tool(command);
  if (path === undefined) throw new Error(`Cannot start "${command}": it is not installed`);
  return path;
}

async function accountIds(name: string): Promise<Account> {
  if (process.getuid?.() !== 0) return {};
  const line = (await readFile("/etc/passwd", "utf8")).split("\n").find((one) => one.startsWith(`${name}:`));
  const [, , uid, gid] = line?.split(":") ?? [];
  return uid === undefined ? {} : { uid: Number(uid), gid: Number(gid) };
}
