import { serviceColour } from "../colour/service-colour.ts";
import { useTheme } from "../colour/use-theme.ts";
import { plainText } from "../text/plain-text.ts";
import styles from "./service-name.module.css";

/** A service's name with the dot of its colour. */
export function ServiceName({ name }: { name: string }) {
  const theme = useTheme();
  return (
    <span className={styles.service}>
      <span className={styles.dot} style={{ background: serviceColour(name, theme) }} aria-hidden="true" />
      {plainText(name)}
    </span>
  );
}
