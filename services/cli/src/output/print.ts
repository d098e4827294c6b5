/**
 * Writes all of something to stdout. A reader that has gone away, as in `… | head`, ends the command quietly.
 * @throws Error if it cannot be written for another reason
 */
export function print(text: string | Uint8Array): Promise<void> {
  return new Promise((resolve, reject) => {
    const toCallback = (): void => {}; // an error comes to the callback, too
    process.stdout.once("error", toCallback);
    process.stdout.write(text, (error) => {
      if (error === null || error === undefined) {
        process.stdout.off("error", toCallback);
        resolve();
      } else if ((error as NodeJS.ErrnoException).code === "EPIPE") process.exit(0);
      else reject(error);
    });
  });
}
