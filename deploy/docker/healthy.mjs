// Health check of a container: exits 0 when the URL answers with 2xx, or when something accepts the connection for tcp://host:port.
import { connect } from "node:net";

const url = new URL(process.argv[2] ?? "");
const healthy =
  url.protocol === "tcp:"
    ? accepts(url.hostname, Number(url.port))
    : fetch(url, { signal: AbortSignal.timeout(4000) }).then((response) => response.ok);

process.exit((await healthy.catch(() => false)) ? 0 : 1);

function accepts(host, port) {
  return new Promise((resolve, reject) => {
    connect({ host, port, timeout: 4000 })
      .on("connect", () => resolve(true))
      .on("timeout", () => resolve(false))
      .on("error", reject);
  });
}
