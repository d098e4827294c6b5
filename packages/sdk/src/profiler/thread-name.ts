import workerThreads, { isMainThread } from "node:worker_threads";

/** What this thread is called: `main`, or the name that a worker thread was given, where Node tells it. */
export function threadName(): string {
  if (isMainThread) return "main";
  const { threadName: name } = workerThreads as { threadName?: string | null };
  return name || "worker";
}
