import { readdirSync, readFileSync, readlinkSync } from "node:fs";

/** A TCP socket that listens. */
export interface ListeningSocket {
  readonly inode: string;
  readonly port: number;
  /** Where to connect to it from this machine. */
  readonly host: string;
}

const LISTEN = "0A";

/** All TCP sockets that listen in the network namespace of a process. Empty if it has ended. */
export function listeningSockets(pid: number): ListeningSocket[] {
  return ["tcp", "tcp6"].flatMap((table) => {
    let text: string;
    try {
      text = readFileSync(`/proc/${pid}/net/${table}`, "utf8");
    } catch {
      return [];
    }
    return text.split("\n").flatMap((line) => {
      const [, local = "", , state, , , , , , inode = ""] = line.trim().split(/\s+/);
      if (state !== LISTEN) return [];
      const [address = "", port = ""] = local.split(":");
      return [{ inode, port: Number.parseInt(port, 16), host: hostOf(address) }];
    });
  });
}

/** Inodes of the sockets that a process has open. @throws Error with code EACCES if it belongs to another user. */
export function socketInodes(pid: number): Set<string> {
  const inodes = new Set<string>();
  for (const fd of readdirSync(`/proc/${pid}/fd`)) {
    try {
      const [, inode] = /^socket:\[(\d+)\]$/.exec(readlinkSync(`/proc/${pid}/fd/${fd}`)) ?? [];
      if (inode !== undefined) inodes.add(inode);
    } catch {
      // Closed meanwhile.
    }
  }
  return inodes;
}

/** The process of this user that holds a socket, if any. */
export function holderOf(inode: string): number | undefined {
  for (const name of readdirSync("/proc")) {
    if (!/^\d+$/.test(name)) continue;
    try {
      if (socketInodes(Number(name)).has(inode)) return Number(name);
    } catch {
      // It has ended, or belongs to another user.
    }
  }
  return undefined;
}

/** An address as the kernel writes it: words of 32 bits in the machine's byte order, little-endian wherever Node runs on Linux. */
function hostOf(hex: string): string {
  const words = hex.match(/.{8}/g) ?? [];
  const bytes = words.flatMap((word) => (word.match(/../g) ?? []).toReversed()).map((byte) => Number.parseInt(byte, 16));
  if (bytes.every((byte) => byte === 0)) return bytes.length > 4 ? "::1" : "127.0.0.1";
  if (bytes.length === 4) return bytes.join(".");
  return bytes
    .reduce<string[]>((groups, byte, at) => {
      if (at % 2 === 0) groups.push(byte.toString(16).padStart(2, "0"));
      else groups[groups.length - 1] += byte.toString(16).padStart(2, "0");
      return groups;
    }, [])
    .join(":");
}
