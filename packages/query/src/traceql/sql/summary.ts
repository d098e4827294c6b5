import { always, type Operand, type Row, unknown } from "./operand.ts";

/** What is said of the whole trace: asked where the traces are known, so that their summaries need not all be read. */
export function summaryOperand({ traceIds }: Row, name: "rootName" | "rootServiceName" | "traceDuration"): Operand {
  if (traceIds === undefined) return unknown();
  switch (name) {
    case "rootName":
      return given("root.3");
    case "rootServiceName":
      return given("root.2");
    case "traceDuration":
      return always("i", "(toUnixTimestamp64Nano(end) - toUnixTimestamp64Nano(start))", "trace");
  }
}

/** What is empty is not there. */
function given(value: string): Operand {
  const is = `${value} != ''`;
  return { place: "trace", isThere: is, scalars: new Map([["s", { is, value }]]) };
}
