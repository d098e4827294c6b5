/** The demo's nginx: the entry in front of the gateway, which makes the request ID. Unprivileged, on loopback, in a directory of its own. */
import { accessSync, constants, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { createServer, type AddressInfo } from "node:net";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { startChild, type Child } from "./child.ts";

const TEMPLATE = new URL("../../../deploy/nginx/nginx.conf.template", import.meta.url);
const ATTEMPTS = 5;
const READY_WITHIN_MS = 10_000;

/** Where nginx is installed; undefined when it is not. Debian keeps it in a directory that is not in everybody's PATH. */
export function findNginx(): string | undefined {
  const dirs = [...(process.env.PATH ?? "").split(":"), "/usr/sbin", "/usr/local/sbin"];
  return dirs.map((dir) => join(dir, "nginx")).find(isExecutable);
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

/** The template with its variables filled in, as `envsubst` does it in the container. */
export function nginxConfig(values: { listen: string; upstream: string; dir: string; accessLog: string }): string {
  const variables: Record<string, string> = {
    SHOP_NGINX_LISTEN: values.listen,
    SHOP_NGINX_UPSTREAM: values.upstream,
    SHOP_NGINX_DIR: values.dir,
    SHOP_NGINX_ACCESS_LOG: values.accessLog,
  };
  return readFileSync(TEMPLATE, "utf8").replaceAll(/\$\{(SHOP_NGINX_\w+)\}/g, (_, name: string) => variables[name] ?? "");
}

export interface Nginx extends Child {
  url: string;
}

/** nginx cannot choose a port by itself: it gets a free one, and another when somebody was quicker. */
export async function startNginx(binary: string, gatewayUrl: string, dir: string): Promise<Nginx> {
  mkdirSync(dir, { recursive: true });
  for (let attempt = 1; ; attempt++) {
    const listen = `127.0.0.1:${await freePort()}`;
    const config = join(dir, "nginx.conf");
    writeFileSync(config, nginxConfig({ listen, upstream: new URL(gatewayUrl).host, dir, accessLog: join(dir, "access.log") }));
    const nginx = launch(binary, config, dir);
    try {
      await answers(`http://${listen}/nginx-health`, nginx);
      return { ...nginx, url: `http://${listen}` };
    } catch (error) {
      await nginx.stop();
      if (attempt === ATTEMPTS) throw error;
    }
  }
}

/**
 * nginx does not care whether we live, so a reader of our pipe stands beside it: the pipe's end without a word means that we are
 * gone and ends nginx; a line means that nginx is gone already.
 */
function launch(binary: string, config: string, dir: string): Child {
  const script = 'exec 3<&0; (read -r _ <&3 || kill -TERM $$) >/dev/null 2>&1 & exec "$0" "$@" </dev/null 3<&-';
  const args = ["-c", script, binary, "-p", dir, "-e", "stderr", "-c", config, "-g", "daemon off; master_process off;"];
  return startChild({ name: "nginx", command: "/bin/sh", args, cwd: dir, env: process.env });
}

async function answers(url: string, nginx: Child): Promise<void> {
  const state = { ended: "" };
  void nginx.exited.then((how) => (state.ended = how));
  const deadline = Date.now() + READY_WITHIN_MS;
  while (state.ended === "" && Date.now() < deadline) {
    const status = await fetch(url).then(
      (response) => response.status,
      () => 0,
    );
    if (status === 204) return;
    await wait(20);
  }
  throw new Error(`Cannot start "nginx": ${state.ended || "it does not answer"}\n  ${nginx.tail.join("\n  ")}`);
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}
