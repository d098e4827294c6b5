import { parseToken, SCOPE_PREFIXES, type Token } from "@throughline/api";
import { StartError } from "@throughline/pipeline";

/**
 * The tokens of THROUGHLINE_QUERY_TOKEN.
 * @throws StartError for an unknown scope. Nothing of a token reaches the message, nor what stands before a colon: it may belong to one.
 */
export function queryTokens(texts: readonly string[]): Token[] {
  return texts.map((text, index) => {
    const cannot = (problem: string) =>
      new StartError(`Cannot use THROUGHLINE_QUERY_TOKEN, token ${index + 1} of ${texts.length}: ${problem}`);
    const token = parseToken(text);
    if (!token)
      throw cannot(`in front of a colon accepted are ${SCOPE_PREFIXES.join(", ")}; put all: in front of a token that has a colon itself`);
    if (token.token === "") throw cannot("there is nothing after its scope");
    return token;
  });
}
