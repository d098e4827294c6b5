import { type Completions, completionsAt } from "@throughline/traceql";

/** The name of an attribute whose scope has been left out. */
const BARE = /(?<![\w."`@-])(?!(?:span|resource|event|link|instrumentation|parent)\.)[A-Za-z]\w*\.[\w.-]*$/;

/** What can stand at the caret. Of `http.ro` the language knows that it lacks a scope: it is completed as a field that is being written. */
export function completionsOf(text: string, caret: number): Completions {
  const bare = BARE.exec(text.slice(0, caret));
  return bare ? { from: bare.index, items: completionsAt(text, bare.index).items } : completionsAt(text, caret);
}
