/** Longest part of a message that tells errors apart, in characters. */
export const MAX_MESSAGE = 500;

/**
 * What varies from one occurrence of an error to the next, and what stands for it: so that messages which differ in nothing else are one. In this
 * order, by regular expressions that RE2 and JavaScript understand alike. Quoted text stays: what cannot be read, or found, is what people look for.
 */
export const MASKS: readonly (readonly [pattern: string, mask: string])[] = [
  // UUIDs, and hex as long as the ID of a span or longer.
  ["\\b[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}\\b|\\b[0-9a-fA-F]{16,}\\b", "<id>"],
  ["[\\w.+-]+@[\\w-]+(?:\\.[\\w-]+)+", "<email>"],
  // Numbers, addresses, times: 12, 1,024.5, 10.0.0.1:5432.
  ["\\b[0-9]+(?:[.,:][0-9]+)*\\b", "<n>"],
  // Addresses in memory, shorter hex, and words with digits amid their letters: 0x7ffd, 8f3a21bc, ord_77aa1, cus_NffrFeUfNV2Hib.
  ["\\b(?:0x[0-9a-fA-F]+|[0-9a-fA-F]{8,}|\\w*[0-9][A-Za-z]+[0-9]\\w*|\\w{3,}[0-9]\\w{3,})\\b", "<id>"],
  // What is left of digits is at an end of its word: 250ms, P0001.
  ["[0-9]+", "<n>"],
];

/** SQL for the text of a message with what varies masked. */
export function masked(text: string): string {
  return MASKS.reduce(
    (sql, [pattern, mask]) => `replaceRegexpAll(${sql}, '${pattern.replaceAll("\\", "\\\\")}', '${mask}')`,
    `substringUTF8(${text}, 1, ${MAX_MESSAGE})`,
  );
}
