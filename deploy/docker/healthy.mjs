// Health check of a container: exits 0 when the URL answers with 2xx, or when something accepts the connection for tcp://host:port.
// A certificate is not checked: it is the container's own, asked for on loopback, where its name is another.
import { get } from "node:http";
import { get as getTls } from "node:https";
import { connect } from "node:net";

const TIMEOUT_MS = 4000;

const url = new URL(process.argv[2] ?? "");
const healthy = url.protocol === "tcp:" ? accepts(url.hostname, Number(url.port)) : answers(url);

process.exit((await healthy.catch(() => false)) ? 0 : 1);

function answers(target) {
  return new Promise((resolve, reject) => {
    const options = { timeout: TIMEOUT_MS, rejectUnauthorized: false };
    const request = target.protocol === "https:" ? getTls(target, options) : get(target, options);
    request
      .on("response", ({ statusCode }) => resolve(statusCode >= 200 && statusCode < 300))
      .on("timeout", () => resolve(false))
      .on("error", reject);
  });
}

function accepts(host, port) {
  return new Promise((resolve, reject) => {
    connect({ host, port, timeout: TIMEOUT_MS })
      .on("connect", () => resolve(true))
      .on("timeout", () => resolve(false))
      .on("error", reject);
  });
}
