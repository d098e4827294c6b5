import { get } from "node:http";

const TIMEOUT_MS = 1_000;

/**
 * The address of the debugger's WebSocket at a port.
 * @returns undefined if what listens there is not a Node inspector
 */
export function webSocketUrlAt(host: string, port: number): Promise<string | undefined> {
  return new Promise((resolve) => {
    const request = get({ host, port, path: "/json/list", agent: false, timeout: TIMEOUT_MS }, (response) => {
      let text = "";
      response.setEncoding("utf8");
      response.on("data", (chunk: string) => {
        text += chunk;
        if (text.length > 100_000) response.destroy();
      });
      response.on("end", () => resolve(urlIn(text)));
      response.on("close", () => resolve(undefined));
    });
    request.on("timeout", () => request.destroy());
    request.on("error", () => resolve(undefined));
  });
}

function urlIn(text: string): string | undefined {
  try {
    const [first] = JSON.parse(text) as { webSocketDebuggerUrl?: unknown }[];
    return typeof first?.webSocketDebuggerUrl === "string" ? first.webSocketDebuggerUrl : undefined;
  } catch {
    return undefined;
  }
}
