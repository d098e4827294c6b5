import { attach, type Attached } from "./attach.ts";

const SIGNALS = { SIGINT: 130, SIGTERM: 143, SIGHUP: 129 } as const;

export interface AttachedOptions {
  /** Called on Ctrl-C instead of ending at once: `work` ends soon then. A second one ends at once. */
  readonly interrupt?: () => void;
  /** Whether to see to it that the inspector is closed even if this command is killed: for work that takes long. */
  readonly guard?: boolean;
}

/**
 * Attaches to a process, does something there, and leaves the process as it was: whatever happens, and also if this command is told to end
 * meanwhile.
 * @throws Cannot if it cannot attach
 */
export async function attached<T>(
  pid: number,
  work: (attached: Attached) => Promise<T>,
  { interrupt, guard = false }: AttachedOptions = {},
): Promise<T> {
  const attaching = attach(pid, { guarded: guard });
  const signals = Object.entries(SIGNALS).map(([signal, code]) => {
    let isInterrupted = false;
    const listener = (): void => {
      if (signal === "SIGINT" && interrupt !== undefined && !isInterrupted) {
        isInterrupted = true;
        interrupt();
        return;
      }
      void attaching.then(
        async (target) => {
          await target.close();
          process.exit(code);
        },
        () => process.exit(code),
      );
    };
    process.on(signal, listener);
    return [signal, listener] as const;
  });
  let isClosed = true;
  try {
    const target = await attaching;
    try {
      return await work(target);
    } finally {
      isClosed = await target.close();
    }
  } finally {
    for (const [signal, listener] of signals) process.off(signal, listener);
    if (!isClosed)
      process.stderr.write(
        `throughline: The inspector of process ${pid} is still open: it closes by itself as soon as the process leaves native code
`,
      );
  }
}
