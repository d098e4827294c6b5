import type { SpanNode } from "./forest.ts";

export interface RowKeys {
  readonly row: number;
  readonly node: SpanNode;
  readonly isFolded: boolean;
  readonly rowCount: number;
  /** Rows of a page. */
  readonly page: number;
  readonly toRow: (row: number) => void;
  readonly toNode: (node: SpanNode | undefined) => void;
  readonly toggle: () => void;
  readonly select: () => void;
}

/** What a key does on a row of a tree of spans, as in every tree grid; undefined: nothing. */
export function onRowKey(
  key: string,
  { row, node, isFolded, rowCount, page, toRow, toNode, toggle, select }: RowKeys,
): (() => void) | undefined {
  const hasChildren = node.children.length > 0;
  const isOpen = hasChildren && !isFolded;
  const actions: Readonly<Record<string, () => void>> = {
    ArrowDown: () => toRow(row + 1),
    ArrowUp: () => toRow(row - 1),
    PageDown: () => toRow(row + page),
    PageUp: () => toRow(row - page),
    Home: () => toRow(0),
    End: () => toRow(rowCount - 1),
    ArrowRight: () => (isOpen ? toRow(row + 1) : hasChildren && toggle()),
    ArrowLeft: () => (isOpen ? toggle() : toNode(node.parent)),
    Enter: select,
    " ": select,
  };
  return actions[key];
}
