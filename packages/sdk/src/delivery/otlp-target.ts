/** Where one signal goes, and how. It can be passed to another thread. */
export interface OtlpTarget {
  /** The whole address, with the signal's path. */
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  /** How long a batch may take with its retries, in milliseconds, if that was said. */
  readonly timeoutMillis: number | undefined;
  readonly gzip: boolean;
  readonly credentials: TlsCredentials;
}

/** PEM files: whom to trust instead of the authorities that Node knows, and who we are. */
export interface TlsCredentials {
  readonly ca?: Uint8Array;
  readonly cert?: Uint8Array;
  readonly key?: Uint8Array;
}
