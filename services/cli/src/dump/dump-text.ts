import { relative } from "node:path";
import type { Paint } from "../output/paint.ts";
import type { DumpFrame, ProcessDump, ThreadDump } from "./thread-dump.ts";

/** Node's resources that hold a process alive, in words. */
const RESOURCES: Readonly<Record<string, string>> = {
  Timeout: "timer",
  Immediate: "immediate",
  TCPServerWrap: "TCP server",
  TCPSocketWrap: "TCP connection",
  TCPConnectWrap: "TCP connection being opened",
  PipeWrap: "pipe",
  PipeServerWrap: "pipe server",
  TTYWrap: "terminal",
  TLSWrap: "TLS connection",
  UDPWrap: "UDP socket",
  ProcessWrap: "child process",
  FSReqCallback: "file operation",
  FSReqPromise: "file operation",
  FSEventWrap: "file watcher",
  GetAddrInfoReqWrap: "DNS look-up",
  MessagePort: "message port",
  Worker: "worker thread",
  SignalWrap: "signal handler",
};

/** The dump for people, in the form of py-spy's. */
export function dumpText(dump: ProcessDump, paint: Paint): string {
  const { pid, command, executable, nodeVersion, uptimeSeconds, threads } = dump;
  const up = uptimeSeconds === null ? "" : `, up ${uptime(uptimeSeconds)}`;
  return [
    paint.bold(`Process ${pid}: ${command.join(" ")}`),
    `Node ${nodeVersion || "of an unknown version"} (${executable})${up}`,
    ...threads.flatMap((thread) => ["", ...threadLines(thread, pid, paint)]),
    "",
  ].join("\n");
}

function threadLines(thread: ThreadDump, pid: number, paint: Paint): string[] {
  const { threadId, name, state, traceId, spanId, correlationId, frames } = thread;
  const title = threadId === 0 ? "Thread main" : `Thread worker ${threadId} "${name}"`;
  if (state === "idle") return [`${paint.bold(title)} (idle): the event loop is waiting${waitingFor(thread)}`];
  if (state === "silent")
    return [
      `${paint.bold(title)} (${paint.yellow("no answer")}): it is in native code, such as a synchronous system call, crypto or a large JSON.parse`,
      ...(threadId === 0 ? [`    perf top -p ${pid}, strace -p ${pid} or gdb -p ${pid} see more`] : []),
    ];
  const running = [
    ...(traceId === undefined ? [] : [`trace ${traceId}`]),
    ...(spanId === undefined ? [] : [`span ${spanId}`]),
    ...(correlationId === undefined ? [] : [`correlation ${correlationId}`]),
  ];
  return [
    `${paint.bold(title)} (${paint.green("active")})`,
    ...(running.length > 0 ? [`    ${paint.cyan(running.join("  "))}`] : []),
    ...frames.flatMap((frame) => frameLines(frame, paint)),
  ];
}

function frameLines({ function: name, file, line, column, kind, locals }: DumpFrame, paint: Paint): string[] {
  const isNode = kind === "node" || kind === "native";
  const place = line > 0 ? `${shorten(file)}:${line}:${column}` : shorten(file);
  const text = `    ${isNode ? name : paint.bold(name)} (${place})`;
  const variables = Object.entries(locals ?? {}).map(([variable, value]) => `        ${paint.cyan(variable)} = ${value}`);
  return [isNode ? paint.dim(text) : text, ...variables];
}

/** Relative to here where that is shorter. */
function shorten(file: string): string {
  if (!file.startsWith("/")) return file || "unknown";
  const near = relative(process.cwd(), file);
  return near.startsWith("..") || near === "" ? file : near;
}

function waitingFor({ waitingFor: resources }: ThreadDump): string {
  const words = Object.entries(resources).map(([name, count]) => {
    const word = RESOURCES[name] ?? name;
    return `${count} ${word}${count === 1 ? "" : "s"}`;
  });
  return words.length === 0 ? "" : ` (${words.join(", ")})`;
}

function uptime(seconds: number): string {
  if (seconds < 60) return `${seconds.toFixed(1)} s`;
  if (seconds < 3_600) return `${Math.floor(seconds / 60)} min ${Math.floor(seconds % 60)} s`;
  if (seconds < 86_400) return `${Math.floor(seconds / 3_600)} h ${Math.floor((seconds % 3_600) / 60)} min`;
  return `${Math.floor(seconds / 86_400)} d ${Math.floor((seconds % 86_400) / 3_600)} h`;
}
