import { Popover } from "../parts/Popover.tsx";
import styles from "./flame-files.module.css";
import { flameFiles, speedscopeUrl } from "./flame-files.ts";

/** Takes the flame graph elsewhere: into speedscope, or as a file. */
export function FlameFiles({
  parameters,
  isDifference,
  title,
}: {
  parameters: Readonly<Record<string, string | undefined>>;
  isDifference: boolean;
  title: string;
}) {
  return (
    <div className={styles.files}>
      {!isDifference && (
        <a href={speedscopeUrl(parameters, title)} target="_blank" rel="noreferrer">
          Open in speedscope
        </a>
      )}
      <Popover label="Download" title="Download the flame graph">
        <ul className={styles.list}>
          {flameFiles(parameters, isDifference).map(({ format, name, about, url }) => (
            <li key={format}>
              <a href={url} download="">
                {name}
              </a>
              <span>{about}</span>
            </li>
          ))}
        </ul>
      </Popover>
    </div>
  );
}
