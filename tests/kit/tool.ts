import { accessSync, constants, readdirSync } from "node:fs";
import { delimiter, join } from "node:path";

/** Where Debian keeps servers that are not in everybody's `PATH`; RabbitMQ has a front in `PATH` that changes accounts. */
const FOLDERS = [
  "/usr/lib/rabbitmq/bin",
  "/usr/sbin",
  "/usr/local/sbin",
  ...entries("/usr/lib/postgresql").map((version) => `/usr/lib/postgresql/${version}/bin`),
];

/** The path of an installed command; `undefined` where there is none, but in CI that is an error. */
export function tool(name: string): string | undefined {
  const path = [...FOLDERS, ...(process.env.PATH ?? "").split(delimiter)].map((folder) => join(folder, name)).find(isExecutable);
  if (path === undefined && process.env.CI === "true") throw new Error(`Cannot find the command "${name}": it is not installed`);
  return path;
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

function entries(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}
