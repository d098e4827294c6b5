/**
 * The guard's own program: `guard-process.ts PID INODE,INODE…`, the sockets that are not the inspector. When its stdin ends without a word, it
 * closes the inspector as soon as it is open, and ends.
 */
import { setTimeout as sleep } from "node:timers/promises";
import { CLOSE_PARAMETERS, isGone } from "./close-inspector.ts";
import { webSocketUrlAt } from "./inspector-list.ts";
import { listeningSockets, socketInodes } from "./listening-sockets.ts";
import { processStatus } from "./process-status.ts";

const LIFE_MS = 600_000;
const PAUSE_MS = 250;
const CLOSE_MS = 60_000;

const pid = Number(process.argv[2]);
const known = new Set(process.argv[3]?.split(","));

for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) process.on(signal, () => {});
let isDone = false;
for await (const _ of process.stdin) isDone = true;
if (isDone) process.exit();
const deadline = performance.now() + LIFE_MS;
while (processStatus(pid) !== undefined && performance.now() < deadline) {
  if (await closed()) process.exit();
  await sleep(PAUSE_MS);
}
process.exit();

/** Closes the process's inspector if it is open. */
async function closed(): Promise<boolean> {
  const fresh = listeningSockets(pid).filter(({ inode }) => !known.has(inode));
  const own = fresh.length > 0 ? ownSockets() : undefined;
  for (const { host, port, inode } of fresh) {
    const url = own?.has(inode) ? await webSocketUrlAt(host, port) : undefined;
    if (url === undefined) continue;
    const socket = new WebSocket(url);
    socket.addEventListener("open", () => socket.send(JSON.stringify({ id: 1, method: "Runtime.evaluate", params: CLOSE_PARAMETERS })));
    return isGone(pid, inode, CLOSE_MS);
  }
  return false;
}

function ownSockets(): Set<string> | undefined {
  try {
    return socketInodes(pid);
  } catch {
    return undefined;
  }
}
