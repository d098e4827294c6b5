/**
 * Whether a version satisfies a range as OpenTelemetry's instrumentations write them: comparators (`>=`, `<`, `^`, a plain
 * version) that must all hold, or `*`. As with npm, a pre-release such as `9.0.0-beta.1` satisfies no range.
 */
export function satisfies(version: string, range: string): boolean {
  const numbers = parse(version);
  if (numbers === undefined || /^[^+]*-/.test(version)) return false;
  if (range === "*") return true;
  return range.split(/\s+/).every((comparator) => {
    const [, operator = "", text = ""] = /^(>=|<=|>|<|=|\^)?(.*)$/.exec(comparator) ?? [];
    const bound = parse(text);
    return bound !== undefined && holds(operator, numbers, bound);
  });
}

type Version = readonly [major: number, minor: number, patch: number];

function parse(text: string): Version | undefined {
  const [, major, minor = "0", patch = "0"] = /^(\d+)(?:\.(\d+))?(?:\.(\d+))?/.exec(text) ?? [];
  return major === undefined ? undefined : [Number(major), Number(minor), Number(patch)];
}

function holds(operator: string, version: Version, bound: Version): boolean {
  const order = compare(version, bound);
  switch (operator) {
    case ">=":
      return order >= 0;
    case "<=":
      return order <= 0;
    case ">":
      return order > 0;
    case "<":
      return order < 0;
    case "^":
      return order >= 0 && compare(version, nextBreaking(bound)) < 0;
    default:
      return order === 0;
  }
}

function compare(one: Version, other: Version): number {
  return one[0] - other[0] || one[1] - other[1] || one[2] - other[2];
}

/** The first version that may break what works with `version`. */
function nextBreaking([major, minor, patch]: Version): Version {
  if (major > 0) return [major + 1, 0, 0];
  return minor > 0 ? [0, minor + 1, 0] : [0, 0, patch + 1];
}
