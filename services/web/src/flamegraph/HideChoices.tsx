import { shareText } from "@throughline/profile";
import styles from "./hide-choices.module.css";
import { HIDEABLE, type Hideable } from "./shape.ts";

const NAMES: Readonly<Record<Hideable, { readonly label: string; readonly title: string }>> = {
  idle: { label: "Hide idle", title: "Time in which a thread waited for work" },
  internals: { label: "Hide internals", title: "Frames of the runtime and native code count for what called them" },
  packages: { label: "Fold packages", title: "Frames of one package that call one another become one" },
};

/** Buttons that hide what is not looked for. */
export function HideChoices({
  hidden,
  idleShare,
  onHidden,
}: {
  hidden: ReadonlySet<Hideable>;
  /** Of everything, 0 to 1. */
  idleShare: number;
  onHidden: (hidden: ReadonlySet<Hideable>) => void;
}) {
  return (
    <div role="group" aria-label="Hide" className={styles.choices}>
      {HIDEABLE.filter((name) => name !== "idle" || idleShare > 0).map((name) => (
        <button
          key={name}
          type="button"
          title={NAMES[name].title}
          aria-pressed={hidden.has(name)}
          onClick={() => onHidden(hidden.has(name) ? new Set([...hidden].filter((each) => each !== name)) : new Set([...hidden, name]))}
        >
          {NAMES[name].label}
          {name === "idle" && ` (${shareText(idleShare)})`}
        </button>
      ))}
    </div>
  );
}
