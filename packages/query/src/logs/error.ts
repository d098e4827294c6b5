/** What is wrong with a log filter, and where: `offset` in UTF-16 units from 0. The message is complete. */
export class LogFilterError extends Error {
  override readonly name = "LogFilterError";
  readonly offset: number;

  constructor(problem: string, offset: number) {
    super(`Log filter: ${problem} (column ${offset + 1})`);
    this.offset = offset;
  }
}
