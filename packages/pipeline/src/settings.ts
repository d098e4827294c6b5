import { StartError } from "./lifecycle.ts";
import { misspelt } from "./misspelt.ts";
import { readSecretFile } from "./secret-file.ts";

/** Reads one setting's text; throws an Error that says what is accepted. */
export type Parse<Value> = (text: string) => Value;

/**
 * Reads settings by the names they have outside (variables or flags), so that every message names what was wrong.
 * An empty text counts as not set.
 */
export class Settings {
  readonly #texts: Map<string, { name: string; text: string }>;
  /** What somebody asked for, set or not. */
  readonly #asked = new Set<string>();

  private constructor(texts: Map<string, { name: string; text: string }>) {
    this.#texts = texts;
  }

  static fromEnvironment(env: NodeJS.ProcessEnv): Settings {
    const texts = Object.entries(env).flatMap(([name, text]) => (text ? [[name, { name, text }] as const] : []));
    return new Settings(new Map(texts));
  }

  /** Sets `key` by another name, such as a flag, which wins over the variable and is the one that messages show. */
  set(key: string, name: string, text: string): void {
    this.#texts.set(key, { name, text });
  }

  /** @throws StartError naming the setting and what is accepted. */
  get<Value>(key: string, parse: Parse<Value>, fallback: string): Value;
  get<Value>(key: string, parse: Parse<Value>, fallback?: string): Value | undefined;
  get<Value>(key: string, parse: Parse<Value>, fallback?: string): Value | undefined {
    const { name, text } = this.#textOf(key) ?? { name: key, text: fallback };
    return text === undefined ? undefined : parsed(name, text, parse);
  }

  /**
   * Values that `separator` stands between; blanks around them do not count.
   * @throws StartError naming the setting and the one of them that cannot be used.
   */
  each<Value>(key: string, separator: "," | "\n", parse: Parse<Value>): Value[] {
    const { name, text = "" } = this.#textOf(key) ?? { name: key };
    return separated(text, separator).map((part) => parsed(name, part, parse));
  }

  /**
   * A password; its text is never shown. Empty if not set. It stands in the variable, or in a file that `key` with `_FILE` behind it names.
   * @throws StartError where both are set, or the file cannot be read.
   */
  password(key: string): string {
    const text = this.#textOf(key)?.text;
    const file = this.#textOf(`${key}_FILE`);
    if (file === undefined) return text ?? "";
    if (text !== undefined) throw new StartError(`Cannot use both ${key} and ${file.name}: set one of them`);
    return readSecretFile(file.name, file.text);
  }

  /** Tokens, separated by commas or, in a file, by lines, so that they can be rotated; read and never shown as a password is. */
  secrets(key: string): string[] {
    return separated(this.password(key), /[,\n]/);
  }

  /** Says on stderr which variables seem to be meant for one that was asked for: call it when all have been. They end no start: others may read them. */
  sayMisspelt(): void {
    for (const [name, meant] of misspelt(this.#texts.keys(), this.#asked))
      process.stderr.write(`throughline: ${name} is not read: is ${meant} meant?\n`);
  }

  #textOf(key: string): { name: string; text: string } | undefined {
    this.#asked.add(key);
    return this.#texts.get(key);
  }
}

function separated(text: string, separator: string | RegExp): string[] {
  return text
    .split(separator)
    .map((part) => part.trim())
    .filter(Boolean);
}

function parsed<Value>(name: string, text: string, parse: Parse<Value>): Value {
  try {
    return parse(text);
  } catch (error) {
    throw new StartError(`Cannot use ${name} "${withoutCredentials(text)}": ${(error as Error).message}`);
  }
}

/** Users and passwords of URLs must not reach a message. A password may hold every sign: what stands before the last `@` is hidden as a whole. */
function withoutCredentials(text: string): string {
  return text.replace(/^(https?:\/\/)?.*:.*@/is, "$1…@");
}

export const asText: Parse<string> = (text) => text;

export const asPort: Parse<number> = (text) => {
  const port = Number(text);
  if (!/^\d+$/.test(text) || port > 65_535) throw new Error("expected a port from 0 to 65535, 0 for any free one");
  return port;
};

const BYTE_UNITS: Readonly<Record<string, number>> = { B: 1, KiB: 2 ** 10, MiB: 2 ** 20, GiB: 2 ** 30, TiB: 2 ** 40 };

/** Bytes: `500MiB`, `4GiB`, or a plain number. */
export const asBytes: Parse<number> = (text) => {
  const [, number = "", unit = "B"] = /^(\d+(?:\.\d+)?)\s*(B|KiB|MiB|GiB|TiB)?$/.exec(text) ?? [];
  if (number === "") throw new Error("expected bytes, such as 500MiB or 4GiB");
  return Math.floor(Number(number) * (BYTE_UNITS[unit] ?? 1));
};

/** A number above 0, such as 5 or 0.5. */
export const asRate: Parse<number> = (text) => {
  if (!/^\d+(?:\.\d+)?$/.test(text) || Number(text) <= 0) throw new Error("expected a number above 0, such as 5 or 0.5");
  return Number(text);
};

/** A whole number from 1 on. */
export const asCount: Parse<number> = (text) => {
  const count = Number(text);
  if (!/^\d+$/.test(text) || count === 0 || !Number.isSafeInteger(count)) throw new Error("expected a whole number from 1 on");
  return count;
};

/** A whole number from 0 to 64. */
export const asThreads: Parse<number> = (text) => {
  const threads = Number(text);
  if (!/^\d+$/.test(text) || threads > 64) throw new Error("expected a number of threads from 0 to 64");
  return threads;
};

export const asFlag: Parse<boolean> = (text) => {
  if (text !== "1" && text !== "0" && text !== "true" && text !== "false") throw new Error("expected 1 or 0");
  return text === "1" || text === "true";
};

export const asHttpUrl: Parse<string> = (text) => {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (!url || !["http:", "https:"].includes(url.protocol)) throw new Error("expected http://HOST:PORT or https://HOST:PORT");
  if (url.username || url.password) throw new Error("give user and password in CLICKHOUSE_USER and CLICKHOUSE_PASSWORD");
  return text;
};

export const asIdentifier: Parse<string> = (text) => {
  if (!/^[A-Za-z_]\w{0,63}$/.test(text)) throw new Error("expected letters, digits and _");
  return text;
};

/** Whether an address can only be reached from this machine. */
export function isLoopback(host: string): boolean {
  return host === "localhost" || host === "::1" || /^127(?:\.\d{1,3}){3}$/.test(host);
}
