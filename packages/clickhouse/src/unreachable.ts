/** Whether it was the connection that failed: Node's own codes, somewhere below, or the client's end of patience. */
export function isUnreachable(error: unknown): boolean {
  for (let at = error; at instanceof Error || (typeof at === "object" && at !== null); at = (at as Error).cause) {
    const { code, message } = at as { code?: unknown; message?: unknown };
    if (typeof code === "string" && /^(?:ECONN|ENOTFOUND|EHOST|ENET|EPIPE|ETIMEDOUT|EAI_)/.test(code)) return true;
    if (typeof message === "string" && /^(?:socket hang up|Timeout error)/.test(message)) return true;
  }
  return false;
}
