import http from "node:http";
import https from "node:https";
import type { Socket } from "node:net";
import { readFileSync } from "node:fs";
import { getStringFromEnv } from "@opentelemetry/core";
import { warn } from "../process/warn.ts";

/**
 * Makes keep-alive agents whose sockets never hold the process alive, for an OTLP exporter's `httpAgentOptions`.
 * Certificates come from OpenTelemetry's variables, which the exporter reads only for agents of its own.
 */
export function unrefAgents(signal: "TRACES" | "LOGS"): (protocol: string) => http.Agent {
  return (protocol) => {
    if (protocol !== "https:") return unrefSockets(new http.Agent({ keepAlive: true }));
    const ca = certificate(signal, "CERTIFICATE");
    const cert = certificate(signal, "CLIENT_CERTIFICATE");
    const key = certificate(signal, "CLIENT_KEY");
    return unrefSockets(new https.Agent({ keepAlive: true, ...(ca && { ca }), ...(cert && { cert }), ...(key && { key }) }));
  };
}

function unrefSockets<A extends http.Agent>(agent: A): A {
  const connect = agent.createConnection.bind(agent);
  agent.createConnection = (options, callback) => {
    const socket = connect(options, callback) as Socket;
    // Every attempt at one of a name's addresses has a handle of its own.
    for (const event of ["connectionAttempt", "connect"]) socket.on(event, () => socket.unref());
    return socket.unref();
  };
  // Node's own refs the socket again, and takes away the guard that ends a free socket on which data comes.
  agent.reuseSocket = (socket, request) => {
    Object.getPrototypeOf(agent).reuseSocket.call(agent, socket, request);
    (socket as Socket).unref();
  };
  return agent;
}

function certificate(signal: string, name: string): Buffer | undefined {
  const path = getStringFromEnv(`OTEL_EXPORTER_OTLP_${signal}_${name}`) ?? getStringFromEnv(`OTEL_EXPORTER_OTLP_${name}`);
  if (path === undefined) return undefined;
  try {
    return readFileSync(path);
  } catch (error) {
    warn(`cannot read OTEL_EXPORTER_OTLP_${name}: ${(error as Error).message}`);
    return undefined;
  }
}
