/** Something that the user asked for and that cannot be had: said in one line, `throughline: Cannot …`, without a stack; exit code 1. */
export class Cannot extends Error {
  override readonly name = "Cannot";
}
