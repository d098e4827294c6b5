import { X509Certificate } from "node:crypto";
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
  /** Why the files could not be used at the last look, and what of it was said. */
  #problem: string | undefined;
  #said: string | undefined;

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

  /** The file that it is read from. */
  get file(): string {
    return this.#files.cert;
  }

  /** Until when it is valid, in Unix seconds. */
  get notAfter(): number {
    return Date.parse(new X509Certificate(this.#identity.cert).validTo) / 1_000;
  }

  /** Calls `listener` with each certificate that replaces the one before. */
  onReplaced(listener: (identity: Identity) => void): void {
    this.#listeners.add(listener);
  }

  close(): void {
    clearInterval(this.#timer);
  }

  #look(): void {
    let found: Identity;
    try {
      found = read(this.#files);
      check(found);
    } catch (error) {
      return this.#notUsable((error as Error).message);
    }
    if (!equal(found, this.#identity)) {
      this.#identity = found;
      for (const listener of this.#listeners) listener(found);
      this.#say("was replaced");
    } else if (this.#said !== undefined) this.#say("can be used again");
    this.#problem = this.#said = undefined;
  }

  /** Between two writes certificate and key may be missing, or not belong together: what is still so at the next look is said. */
  #notUsable(problem: string): void {
    if (problem === this.#problem && problem !== this.#said) {
      this.#said = problem;
      this.#say(`cannot be used, the one before stays: ${problem}`);
    }
    this.#problem = problem;
  }

  #say(text: string): void {
    process.stderr.write(`throughline: the certificate "${this.file}" ${text}\n`);
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
