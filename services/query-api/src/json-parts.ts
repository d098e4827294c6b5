/** Elements of a list that are written at once. */
const AT_ONCE = 500;

/** An object as JSON, in parts; what its lists hold is asked for as it is written. So a large answer is never one text, which has a greatest length, and others are served between its parts. */
export function* jsonParts(answer: object): Generator<string> {
  let separator = "{";
  for (const [key, value] of Object.entries(answer)) {
    yield `${separator}${JSON.stringify(key)}:`;
    if (typeof value === "object" && value !== null && Symbol.iterator in value) yield* listParts(value as Iterable<unknown>);
    else yield JSON.stringify(value);
    separator = ",";
  }
  yield separator === "{" ? "{}" : "}";
}

function* listParts(list: Iterable<unknown>): Generator<string> {
  let separator = "[";
  let elements: unknown[] = [];
  const written = () => `${separator}${JSON.stringify(elements).slice(1, -1)}`;
  for (const element of list) {
    elements.push(element);
    if (elements.length < AT_ONCE) continue;
    yield written();
    separator = ",";
    elements = [];
  }
  yield elements.length > 0 || separator === "[" ? `${written()}]` : "]";
}
