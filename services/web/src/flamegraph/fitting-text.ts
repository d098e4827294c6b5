/** Characters that turn lines around, are not seen, or break them: in a canvas they would dress up a name as another one. */
const UNSEEN = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu;

/** A name in one line of visible characters. */
export function visibleText(text: string): string {
  return text.replaceAll(UNSEEN, "�");
}

/** The beginning of a name that fits into so many columns, with an ellipsis where it is cut; empty where less than two letters would be left. */
export function fittingText(text: string, columns: number): string {
  if (columns < 3) return "";
  const letters = text.length <= columns ? text : `${text.slice(0, columns - 1).toWellFormed()}…`;
  return visibleText(letters);
}
