import { isCardNumber } from "./card-number.ts";

/** A pattern that is there to be named. */
export interface BuiltInPattern {
  readonly source: string;
  readonly flags?: string;
  /** Texts without this hold nothing: for patterns that try much at every place. */
  readonly needs?: string;
  /** Whether what the pattern found is one after all. */
  readonly holds?: (found: string) => boolean;
}

/** What comes before the value in `password=…`, `"api_key": "…"`, `clientSecret: …`. */
const NAME = "(?:password|passwd|pwd|passphrase|secret|token|api[_-]?key|access[_-]?key|private[_-]?key|authorization)";
const VALUES = [
  String.raw`"(?<secret>(?:[^"\\]|\\.)+)`,
  String.raw`\\"(?<secret>[^"\\]+)`, // JSON within a text of JSON
  String.raw`'(?<secret>[^']+)`,
  String.raw`(?<secret>[^\s"'\\,;&{}[\]]+)`,
];

/**
 * By name. What repeats is bounded, or tried from one place only: the time that they take grows with the text and no faster.
 * Of a group called `secret` only that is taken out.
 */
export const BUILT_IN_PATTERNS: Readonly<Record<string, BuiltInPattern>> = {
  // 13 to 19 digits, or in the usual groups, with the first digit of a scheme and the right check digit.
  "credit-card": {
    source: String.raw`(?<!\d|\d\.)(?:[2-6]\d{3}(?<gap>[ -])\d{4}\k<gap>\d{4}\k<gap>\d{4}|3\d{3}(?<space>[ -])\d{6}\k<space>\d{4,5}|[2-6]\d{12,18})(?!\d)`,
    holds: isCardNumber,
  },
  email: {
    source: String.raw`[^\s@"'<>(),;:[\]{}\\/=&?|]{1,64}@(?:[a-z\d][a-z\d-]{0,62}\.){1,8}[a-z]{2,24}`,
    flags: "i",
    needs: "@",
  },
  jwt: { source: String.raw`(?<![\w-])eyJ[\w-]+\.eyJ[\w-]+(?:\.[\w-]*)?` },
  // What HTTP's header Authorization holds.
  authorization: { source: String.raw`\b(?:bearer|basic)[ \t]{1,8}(?<secret>[\w.~+/=-]{8,})`, flags: "i" },
  // postgres://user:PASSWORD@host
  "url-password": { source: String.raw`://[^\s:/?#@]{0,256}:(?<secret>[^\s/@]{1,256})@` },
  assignment: {
    source: String.raw`${NAME}\\?["']?[ \t]{0,8}[=:][ \t]{0,8}(?:(?:bearer|basic)[ \t]{1,8})?(?:${VALUES.join("|")})`,
    flags: "i",
  },
  "private-key": { source: String.raw`-----BEGIN [A-Z ]{0,32}PRIVATE KEY-----[^]*?(?:-----END [A-Z ]{0,32}PRIVATE KEY-----|$)` },
  // Keys whose form tells what they are: AWS, GitHub, GitLab, Google, npm, Slack, Stripe.
  "api-key": {
    source: String.raw`\b(?:A[KS]IA[A-Z\d]{16}|gh[pousr]_\w{36,}|github_pat_\w{22,}|glpat-[\w-]{20,}|AIza[\w-]{35}|npm_\w{36}|xox[abeprs]-[\w-]{10,}|[rs]k_(?:live|test)_\w{16,})`,
  },
};
