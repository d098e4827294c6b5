import styles from "./loading.module.css";

/** That something is on its way, in the room that it will take, so that nothing jumps. `height` in CSS pixels. */
export function Loading({ what, height }: { what: string; height: number }) {
  return (
    <div className={styles.loading} style={{ height }} role="status">
      <span>{`Loading ${what} …`}</span>
    </div>
  );
}
