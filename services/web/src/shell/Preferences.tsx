import { useState } from "react";
import { chooseTheme, themeChoice, type ThemeChoice } from "../colour/theme.ts";
import { Popover } from "../parts/Popover.tsx";
import { chooseZone, useZone, type Zone } from "../time/zone.ts";
import styles from "./preferences.module.css";

const THEMES = { auto: "As the device", dark: "Dark", light: "Light" } as const satisfies Record<ThemeChoice, string>;
const ZONES = { local: "Local time", UTC: "UTC" } as const satisfies Record<Zone, string>;

/** How this reader wants to see every view; this browser keeps it. */
export function Preferences() {
  const [theme, setTheme] = useState(themeChoice);
  const zone = useZone();
  return (
    <Popover label={<span aria-label="Preferences">⚙</span>} title="Preferences">
      <Choice
        name="Theme"
        options={THEMES}
        chosen={theme}
        onChoose={(choice) => {
          chooseTheme(choice);
          setTheme(choice);
        }}
      />
      <Choice name="Times" options={ZONES} chosen={zone} onChoose={chooseZone} />
    </Popover>
  );
}

function Choice<Name extends string>({
  name,
  options,
  chosen,
  onChoose,
}: {
  name: string;
  options: Readonly<Record<Name, string>>;
  chosen: Name;
  onChoose: (name: Name) => void;
}) {
  return (
    <fieldset className={styles.choice}>
      <legend>{name}</legend>
      {(Object.entries(options) as [Name, string][]).map(([value, label]) => (
        <label key={value}>
          <input type="radio" name={name} checked={chosen === value} onChange={() => onChoose(value)} />
          {label}
        </label>
      ))}
    </fieldset>
  );
}
