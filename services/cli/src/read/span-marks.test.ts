import { expect, test } from "@jest/globals";
import type { Span } from "@throughline/api";
import { paintFor } from "../output/paint.ts";
import { spanMarks } from "./span-marks.ts";

const plain = paintFor(process.stdout, { NO_COLOR: "1" });

test("a span that waited says whose event loop was held, for how long, and by what", () => {
  const wait = {
    blockId: "b",
    traceId: "",
    spanId: "",
    startTimeUnixNano: "0",
    durationNano: "799000000",
    waitedNano: "789000000",
    inCallee: true,
    service: "catalog",
    function: "similarity",
    file: "/app/catalog.ts",
    line: 47,
  };
  const span = { status: { code: "unset", message: "" }, open: false, events: [], blocks: [], attributes: {} } as unknown as Span;
  expect(spanMarks({ ...span, waitedFor: [wait, { ...wait, spanId: "abcd", function: null }] }, plain)).toEqual([
    "waited 789 ms: the event loop of catalog was held 799 ms by similarity (/app/catalog.ts:47)",
    "waited 789 ms: the event loop of catalog was held 799 ms, in span abcd",
  ]);
});
