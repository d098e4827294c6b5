import http from "node:http";
import https from "node:https";
import type { Socket } from "node:net";
import type { TlsCredentials } from "./otlp-target.ts";

/** Makes a keep-alive agent whose sockets never hold the process alive. `protocol` is "http:" or "https:". */
export function unrefAgent(protocol: string, { ca, cert, key }: TlsCredentials): http.Agent {
  if (protocol !== "https:") return unrefSockets(new http.Agent({ keepAlive: true }));
  // From another thread they come as plain bytes.
  const pem = (bytes: Uint8Array): Buffer => Buffer.from(bytes);
  return unrefSockets(
    new https.Agent({ keepAlive: true, ...(ca && { ca: pem(ca) }), ...(cert && { cert: pem(cert) }), ...(key && { key: pem(key) }) }),
  );
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
