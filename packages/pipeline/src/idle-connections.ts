import type { IncomingMessage, Server, ServerResponse } from "node:http";
import type { Socket } from "node:net";
import { Server as TlsServer } from "node:tls";

interface Connection {
  /** Requests whose answers are not out. */
  asked: number;
  /** What had been read from it when it was last idle: more means that a request is arriving. */
  read: number;
}

/**
 * Makes a server that closes end its connections as they become idle, and none before. Node takes an answer for sent when its text was handed to
 * the socket, where megabytes may wait for a client that reads slowly, and cuts it (measured: Node 24); one that becomes idle later it leaves open.
 */
export function closeWhenIdle(server: Server): void {
  const connections = new Map<Socket, Connection>();
  let isClosing = false;
  const endIfIdle = (socket: Socket, { asked, read }: Connection): void => {
    if (asked === 0 && socket.bytesRead === read) socket.destroySoon();
  };
  server.on(server instanceof TlsServer ? "secureConnection" : "connection", (socket: Socket) => {
    connections.set(socket, { asked: 0, read: socket.bytesRead });
    socket.once("close", () => connections.delete(socket));
  });
  server.on("request", ({ socket }: IncomingMessage, response: ServerResponse) => {
    const connection = connections.get(socket);
    if (!connection) return;
    connection.asked++;
    response.once("close", () => {
      connection.asked--;
      connection.read = socket.bytesRead;
      if (isClosing) endIfIdle(socket, connection);
    });
  });
  // Called by `close` and by Fastify.
  server.closeIdleConnections = () => {
    isClosing = true;
    for (const [socket, connection] of connections) endIfIdle(socket, connection);
  };
}
