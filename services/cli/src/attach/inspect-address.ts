/** Where a Node process opens its inspector by default, or has it open. */
export interface InspectAddress {
  readonly host: string;
  /** 0: any free one. */
  readonly port: number;
}

const DEFAULT_HOST = "127.0.0.1";
const DEFAULT_PORT = 9229;
const FLAG = /^--(?:inspect(?:-brk|-wait|-port)?|debug-port)(?:=(.*))?$/;

/** What Node's options say of it: `--inspect=9230`, `--inspect-port 0`, `--inspect-brk=[::1]:9230` … The last one holds. */
export function inspectAddress(options: readonly string[]): InspectAddress {
  let address: InspectAddress = { host: DEFAULT_HOST, port: DEFAULT_PORT };
  for (const [at, option] of options.entries()) {
    const match = FLAG.exec(option);
    if (match === null) continue;
    // Only --inspect-port takes its value from the next word.
    const text = match[1] ?? (option.endsWith("port") ? options[at + 1] : undefined);
    if (text !== undefined) address = parse(text, address);
  }
  return address;
}

function parse(text: string, before: InspectAddress): InspectAddress {
  if (/^\d+$/.test(text)) return { host: before.host, port: Number(text) };
  const [, bracketed, plain, port] = /^(?:\[([^\]]+)\]|([^:]+))(?::(\d+))?$/.exec(text) ?? [];
  return { host: bracketed ?? plain ?? before.host, port: port === undefined ? before.port : Number(port) };
}
