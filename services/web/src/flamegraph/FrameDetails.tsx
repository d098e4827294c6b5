import { type Frame, shareText, weightText } from "@throughline/profile";
import { visibleText } from "./fitting-text.ts";
import { changeOf, type Graph, ratio } from "./graph.ts";
import styles from "./frame-details.module.css";

/** `file:line:column`, what is known of it. */
export function placeText({ file, line, column }: Pick<Frame, "file" | "line" | "column">): string {
  if (file === "") return "";
  return [file, ...(line > 0 ? [line, ...(column > 0 ? [column] : [])] : [])].join(":");
}

/** `1.2 s, 42 %`. */
function amountText(weight: number, all: number, unit: string): string {
  return `${weightText(weight, unit)}, ${shareText(ratio(weight, all))}`;
}

/** `+3.2 %`: a change of shares, in points. */
export function changeText(change: number): string {
  return `${change > 0 ? "+" : ""}${shareText(change)}`;
}

/** Everything that is known of a frame: where it is in the code, and what it weighs. */
export function FrameDetails({ graph, node, unit }: { graph: Graph; node: number; unit: string }) {
  const frame = graph.frames[node] as Frame;
  const rows: [string, string][] = [
    ["Total", amountText(graph.total[node] as number, graph.all.total, unit)],
    ["Self", amountText(graph.self[node] as number, graph.all.total, unit)],
  ];
  if (graph.isDifference)
    rows.push(
      ["Total, base", amountText(graph.baseTotal[node] as number, graph.all.baseTotal, unit)],
      ["Self, base", amountText(graph.baseSelf[node] as number, graph.all.baseTotal, unit)],
      ["Change", `${changeText(changeOf(graph, node))} of everything`],
    );
  return (
    <>
      <strong className={styles.name}>{visibleText(frame.function)}</strong>
      {frame.file !== "" && <span className={styles.place}>{visibleText(placeText(frame))}</span>}
      <dl className={styles.numbers}>
        {rows.map(([name, value]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
    </>
  );
}
