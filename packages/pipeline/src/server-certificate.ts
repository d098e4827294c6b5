import { readFileSync } from "node:fs";
import { createSecureContext } from "node:tls";
import { StartError } from "./lifecycle.ts";
import { asText, type Settings } from "./settings.ts";

/** Paths of PEM files. */
export interface CertificateFiles {
  /** The certificate, with those between it and its authority behind it. */
  readonly cert: string;
  readonly key: string;
}

/** What is in them. */
export interface Identity {
  readonly cert: Buffer;
  readonly key: Buffer;
}

/** How soon a replaced certificate is used. Files are read, not watched: a mounted secret is replaced by way of links. */
const LOOK_AGAIN_MS = 2_000;

/**
 * The files of `THROUGHLINE_TLS_CERT` and `THROUGHLINE_TLS_KEY`; undefined: no TLS.
 * @throws StartError where only one of them is set.
 */
export function certificateFiles(settings: Settings): CertificateFiles | undefined {
  const cert = settings.get("THROUGHLINE_TLS_CERT", asText);
  const key = settings.get("THROUGHLINE_TLS_KEY", asText);
  if (cert === undefined && key === undefined) return undefined;
  if (cert === undefined || key === undefined)
    throw new StartError("Cannot serve TLS: THROUGHLINE_TLS_CERT and THROUGHLINE_TLS_KEY belong together");
  return { cert, key };
}

/** What a server shows as its own, read from files again and again: a replaced certificate is used without a restart. */
export class ServerCertificate {
  readonly #files: CertificateFiles;
  readonly #listeners = new Set<(identity: Identity) => void>();
  readonly #timer: NodeJS.Timeout;
  #identity: Identity;
  /** What was read last and cannot be used: said once. */
  #refused: Identity | undefined;

  /** @throws StartError where the files cannot be used. */
  constructor(files: CertificateFiles) {
    this.#files = files;
    try {
      this.#identity = read(files);
      check(this.#identity);
    } catch (error) {
      throw new StartError(`Cannot use the certificate "${files.cert}" with the key "${files.key}": ${(error as Error).message}`);
    }
    this.#timer = setInterval(() => this.#look(), LOOK_AGAIN_MS).unref();
  }

  get identity(): Identity {
    return this.#identity;
  }

  /** Calls `listener` with each certificate that replaces the one before. */
  onReplaced(listener: (identity: Identity) => void): void {
    this.#listeners.add(listener);
  }

  close(): void {
    clearInterval(this.#timer);
  }

  /** Between two writes certificate and key may not belong together: the one before stays until they do. */
  #look(): void {
    let found: Identity;
    try {
      found = read(this.#files);
    } catch {
      return; // being replaced
    }
    if (equal(found, this.#identity) || (this.#refused && equal(found, this.#refused))) return;
    try {
      check(found);
    } catch (error) {
      this.#refused = found;
      process.stderr.write(
        `throughline: the new certificate "${this.#files.cert}" cannot be used, the one before stays: ${(error as Error).message}\n`,
      );
      return;
    }
    this.#identity = found;
    this.#refused = undefined;
    for (const listener of this.#listeners) listener(found);
    process.stderr.write(`throughline: the certificate "${this.#files.cert}" was replaced\n`);
  }
}

function read({ cert, key }: CertificateFiles): Identity {
  return { cert: readFileSync(cert), key: readFileSync(key) };
}

/** Throws unless both can be read and belong together. */
function check(identity: Identity): void {
  createSecureContext({ ...identity });
}

function equal(a: Identity, b: Identity): boolean {
  return a.cert.equals(b.cert) && a.key.equals(b.key);
}
