/** What stands behind the last folder of packages: `@scope/name` or `name`; of Go, `host/owner/name@version`. */
const NODE = /.*(?:^|[/\\])node_modules[/\\]((?:@[^/\\]+[/\\])?[^/\\]+)/s;
const PYTHON = /.*[/\\](?:site-packages|dist-packages)[/\\]([^/\\]+)/s;
const GO = /.*[/\\]go[/\\]pkg[/\\]mod[/\\]([^@]+)@/s;
const RUST = /.*[/\\]\.cargo[/\\]registry[/\\]src[/\\][^/\\]+[/\\]([^/\\]+)-\d[^/\\-]*[/\\]/s;

/** The name of the package that a file belongs to; empty if it is in none. */
export function packageOf(file: string): string {
  for (const pattern of [NODE, PYTHON, GO, RUST]) {
    const [, name] = pattern.exec(file) ?? [];
    if (name !== undefined) return name.replaceAll("\\", "/");
  }
  return "";
}
