import { execFileSync } from "node:child_process";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { cpus, totalmem } from "node:os";
import { fileURLToPath } from "node:url";

const PAGE = fileURLToPath(new URL("../../docs/benchmarks.md", import.meta.url));
const INTRODUCTION = `# Benchmarks

Every table here was written by the script that measured it (\`npm run bench -- NAME\`). Machines differ and are shared: trust the
ratios, which were measured in one run with the rivals taking turns, more than the figures. Where there are several runs, a figure
is \`median (min–max)\`. "CPU" is user and system time of a process with all its threads.
`;

/** What a benchmark has to say: it is printed, and becomes its section of docs/benchmarks.md. */
export class Report {
  readonly #name: string;
  readonly #parts: string[] = [];

  /** `command`: the arguments that `npm run bench --` got. */
  constructor(name: string, title: string, command: readonly string[]) {
    this.#name = name;
    this.#parts.push(`## ${title}`, `${machine()}. Command: \`npm run bench -- ${command.join(" ")}\``);
  }

  text(text: string): void {
    this.#parts.push(text);
  }

  table(head: readonly string[], rows: readonly (readonly (string | number)[])[]): void {
    this.#parts.push([head, head.map(() => "---"), ...rows].map((cells) => `| ${cells.join(" | ")} |`).join("\n"));
  }

  /** Prints it; puts it in its place on the page, too, unless it is only to be printed. */
  finish(printOnly: boolean): void {
    if (printOnly) process.stdout.write(`\n${this.#parts.join("\n\n")}\n`);
    else this.publish();
  }

  /** Prints it and puts it in its place on the page. */
  publish(): void {
    const text = this.#parts.join("\n\n");
    process.stdout.write(`\n${text}\n`);
    const [begin, end] = [`<!-- bench: ${this.#name} -->`, `<!-- end: ${this.#name} -->`];
    const section = `${begin}\n\n${text}\n\n${end}`;
    const page = existsSync(PAGE) ? readFileSync(PAGE, "utf8") : INTRODUCTION;
    const from = page.indexOf(begin);
    const to = page.indexOf(end);
    writeFileSync(
      PAGE,
      from < 0 || to < 0 ? `${page.trimEnd()}\n\n${section}\n` : page.slice(0, from) + section + page.slice(to + end.length),
    );
  }
}

/** The page as it is; empty if no benchmark has run. */
export function readPage(): string {
  return existsSync(PAGE) ? readFileSync(PAGE, "utf8") : "";
}

function machine(): string {
  const processors = cpus();
  return [
    new Date().toISOString().slice(0, 16).replace("T", " "),
    `commit ${commit()}`,
    `Node ${process.versions.node}`,
    `${processors.length} × ${processors[0]?.model.trim() ?? "unknown processor"}`,
    `${Math.round(totalmem() / 2 ** 30)} GiB`,
  ].join(" · ");
}

/** The commit that was measured, and whether it is exactly that. */
function commit(): string {
  const git = (...args: string[]) => execFileSync("git", args, { encoding: "utf8" }).trim();
  try {
    const changed = git("status", "--porcelain", "--", "packages", "services", "package-lock.json") !== "";
    return git("rev-parse", "--short", "HEAD") + (changed ? " with changes" : "");
  } catch {
    return "unknown";
  }
}
