import { commonRoot, shortPath } from "../short-path.ts";
import type { Frame } from "../frame.ts";

/** A frame's name in text: `function (file:line)`, as py-spy writes it; what is unknown is left out. `file` may be a shortened path. */
export function frameText(frame: Frame, file = frame.file): string {
  if (file === "") return frame.function;
  return `${frame.function} (${file}${frame.line > 0 ? `:${frame.line}` : ""})`;
}

/** Names each of these frames in text, with the paths shortened to what tells them apart. */
export function frameTexts(frames: readonly Frame[]): string[] {
  const root = commonRoot(frames);
  return frames.map((frame) => frameText(frame, shortPath(frame.file, root)));
}

export interface NamedPlace {
  readonly function: string;
  readonly file: string;
  readonly line: number;
  readonly column: number;
}

const PLACE = /^(.*?)(?::(\d{1,10}))?(?::(\d{1,10}))?$/s;

/** What perf writes for JavaScript with `--perf-basic-prof`: `JS:*name /app/file.js:12:3`, the name missing for anonymous functions. */
const V8_CODE = /^(?:JS|LazyCompile|Function|Script|Eval):[~^*+']?(?:(\S*) )?(\S+?):(\d{1,10})(?::(\d{1,10}))?$/;

/**
 * The function and place that a frame's text names: `function (file:line)`, `function (file:line:column)`, `function (file)` or V8's name
 * in perf. Text in other forms is the function. Parentheses may be part of the path, or of the function's name.
 */
export function parseFrameText(text: string): NamedPlace {
  const [, jsName, jsFile, jsLine, jsColumn] = V8_CODE.exec(text) ?? [];
  if (jsFile !== undefined) return { function: jsName ?? "", file: jsFile, line: Number(jsLine), column: Number(jsColumn ?? 0) };
  const open = text.endsWith(")") ? matchingParenthesis(text) : -1;
  if (open > 0 && text[open - 1] === " ") {
    const [, file = "", line, column] = PLACE.exec(text.slice(open + 1, -1)) ?? [];
    if (file !== "" && (line !== undefined || /[./\\<[]/.test(file)))
      return { function: text.slice(0, open - 1), file, line: Number(line ?? 0), column: Number(column ?? 0) };
  }
  return { function: text, file: "", line: 0, column: 0 };
}

/** Where the parenthesis is opened that the last character closes; -1 if nowhere. */
function matchingParenthesis(text: string): number {
  let depth = 0;
  for (let at = text.length - 1; at >= 0; at--) {
    if (text[at] === ")") depth++;
    else if (text[at] === "(" && --depth === 0) return at;
  }
  return -1;
}
