// The app's tests may replace it meanwhile. Before Node 22.19 there is only that of the whole process.
const cpuUsage = (process as Partial<NodeJS.Process>).threadCpuUsage?.bind(process) ?? process.cpuUsage.bind(process);

/**
 * How much CPU time this thread has used, in nanoseconds.
 *
 * What to go by while stack samples are taken. V8 takes them by a signal, and when one interrupts an event loop that waits, libuv begins to
 * count anew: what it waited for before is never counted as idle, and an idle loop is seen to be busy for half of the time or more.
 */
export function threadCpuNanos(): bigint {
  const { user, system } = cpuUsage();
  return BigInt(user + system) * 1000n;
}
