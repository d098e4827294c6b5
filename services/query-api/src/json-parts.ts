/** Elements of a list that are written at once. */
const AT_ONCE = 500;

/** An object as JSON, in parts: so a large answer is never one text, which has a greatest length, and others are served between its parts. */
export function* jsonParts(answer: object): Generator<string> {
  let separator = "{";
  for (const [key, value] of Object.entries(answer)) {
    yield `${separator}${JSON.stringify(key)}:`;
    if (Array.isArray(value)) yield* listParts(value);
    else yield JSON.stringify(value);
    separator = ",";
  }
  yield separator === "{" ? "{}" : "}";
}

function* listParts(list: readonly unknown[]): Generator<string> {
  yield "[";
  for (let at = 0; at < list.length; at += AT_ONCE)
    yield `${at === 0 ? "" : ","}${JSON.stringify(list.slice(at, at + AT_ONCE)).slice(1, -1)}`;
  yield "]";
}
