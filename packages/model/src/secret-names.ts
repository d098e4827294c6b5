/** Words that end the name of a secret: `userPassword`, `x-api-key`, `SECRET_TOKEN`. */
const ENDINGS = `
  password passwords passwd passphrase passcode secret secrets token tokens
  authorization authentication authenticate cookie cookies apikey apikeys accesskey accesskeyid secretkey
  privatekey privkey signingkey encryptionkey sessionkey accountkey credential credentials sessionid connectionstring
  creditcard cardnumber securitycode verificationcode socialsecuritynumber signature
`
  .trim()
  .split(/\s+/);

/** Names that are secret only when they stand alone: too short to be looked for at the end of others. */
const WHOLE = new Set([
  "pwd",
  "pass",
  "pw",
  "jwt",
  "pin",
  "otp",
  "totp",
  "cvv",
  "cvc",
  "ssn",
  "sid",
  "iban",
  "bearer",
  "auth",
  "xauth",
  "csrf",
  "xsrf",
]);

const MAX_KNOWN = 2000;

/** Which names are secret, and the answers given before. Names are normal. */
export interface SecretNames {
  readonly also: ReadonlySet<string>;
  readonly except: ReadonlySet<string>;
  readonly known: Map<string, boolean>;
}

/** A name without separators and in lower case. */
export function normalName(name: string): string {
  return name.replace(/[^\p{L}\p{N}]/gu, "").toLowerCase();
}

/** Whether `name` names a secret. */
export function isSecretName(name: string, names: SecretNames): boolean {
  const { known } = names;
  const answer = known.get(name);
  if (answer !== undefined) return answer;
  const found = looksSecret(normalName(name), names);
  // Names that are made up as the process runs must not fill the memory.
  if (known.size >= MAX_KNOWN) known.clear();
  known.set(name, found);
  return found;
}

function looksSecret(normal: string, { also, except }: SecretNames): boolean {
  if (except.has(normal)) return false;
  return also.has(normal) || WHOLE.has(normal) || ENDINGS.some((ending) => normal.endsWith(ending));
}
