import { Agent, request as httpRequest } from "node:http";

/** What the callers saw. */
export interface Load {
  /** Of each request, from sending it to the end of the answer. */
  readonly latenciesMs: readonly number[];
}

/** Sends `requests` GETs over `connections` kept alive, each connection's next as soon as it has its answer. Throws unless all are 200. */
export async function load(url: string, requests: number, connections: number): Promise<Load> {
  const agent = new Agent({ keepAlive: true, maxSockets: connections });
  const latenciesMs: number[] = [];
  let left = requests;
  const client = async () => {
    while (left-- > 0) {
      const began = performance.now();
      await get(url, agent);
      latenciesMs.push(performance.now() - began);
    }
  };
  try {
    await Promise.all(Array.from({ length: connections }, client));
  } finally {
    agent.destroy();
  }
  return { latenciesMs };
}

function get(url: string, agent: Agent): Promise<void> {
  return new Promise((resolve, reject) => {
    const request = httpRequest(url, { agent, headers: { "user-agent": "bench/1.0" } }, (response) => {
      response.resume();
      response.on("error", reject);
      response.on("end", () =>
        response.statusCode === 200 ? resolve() : reject(new Error(`${url} answered ${response.statusCode}, expected 200`)),
      );
    });
    request.on("error", reject);
    request.end();
  });
}
