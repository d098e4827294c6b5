/** What a check found: `warning` is what will hurt later, `failed` what does not work. */
export interface Finding {
  readonly state: "ok" | "warning" | "failed";
  readonly text: string;
  /** What to do about it. */
  readonly advice?: string;
}

export interface Check {
  readonly name: string;
  /** Names of checks without which it makes no sense: if one of them failed, this one fails untried. */
  readonly needs: readonly string[];
  /** May throw: that is a failure, told in the error's words. */
  run(): Promise<Finding>;
}

/** A check that ran. */
export interface CheckResult extends Finding {
  readonly name: string;
}

export const ok = (text: string): Finding => ({ state: "ok", text });
export const warning = (text: string, advice: string): Finding => ({ state: "warning", text, advice });
export const failed = (text: string, advice: string): Finding => ({ state: "failed", text, advice });

/** How long one question may take. */
export const PATIENCE_MS = 5_000;
