import { readdirSync, readFileSync } from "node:fs";
import { dirname, join, normalize } from "node:path";

/** A page of the documentation. */
export interface Page {
  readonly path: string;
  readonly text: string;
  /** Without what stands in fenced blocks. */
  readonly prose: string;
}

const FENCE = /^( *)```[^]*?^\1```$/gm;

export function page(path: string): Page {
  const text = readFileSync(path, "utf8");
  return { path, text, prose: text.replaceAll(FENCE, "") };
}

/** Everything that a reader may be led to. */
export function pages(): Page[] {
  const docs = readdirSync("docs", { recursive: true, encoding: "utf8" }).map((name) => join("docs", name));
  return ["README.md", "CONTRIBUTING.md", "packages/sdk/README.md", ...docs.filter((path) => path.endsWith(".md")).toSorted()].map(page);
}

/** A link to a file of the repository. */
export interface Link {
  readonly to: string;
  readonly anchor: string | undefined;
}

export function linksOf({ path, prose }: Page): Link[] {
  return [...prose.matchAll(/\]\((?!\w+:)([^)\s]*)\)/g)].map(([, target = ""]) => {
    const [file = "", anchor] = target.split("#", 2);
    return { to: file === "" ? path : normalize(join(dirname(path), file)), anchor };
  });
}

/** What may stand behind `#` in a link to the page: GitHub's names of its headings. */
export function anchorsOf({ prose }: Page): Set<string> {
  const anchors = new Set<string>();
  for (const [, heading = ""] of prose.matchAll(/^#{1,6} (.*)$/gm)) {
    const words = heading.replaceAll(/\[([^\]]*)\]\([^)]*\)/g, "$1").toLowerCase();
    const name = words.replaceAll(/[^\p{L}\p{N}\p{M}_ -]/gu, "").replaceAll(" ", "-");
    let anchor = name;
    for (let count = 1; anchors.has(anchor); count++) anchor = `${name}-${count}`;
    anchors.add(anchor);
  }
  return anchors;
}
