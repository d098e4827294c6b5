import { npmPeer } from "../kit/peer.ts";

/** Path of a Node of that major version: the one that runs this, or a peer. */
export function nodeBinary(major: number): string {
  if (process.versions.node.startsWith(`${major}.`)) return process.execPath;
  return `${npmPeer(`node-${major}`, { scripts: true })}/node_modules/node/bin/node`;
}
