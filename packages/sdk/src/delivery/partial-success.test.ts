import { expect, test } from "@jest/globals";
import { jsonToMessage } from "@throughline/otlp";
import { partialSuccess } from "./partial-success.ts";

const answer = (partial: object): Uint8Array => jsonToMessage("ExportLogsServiceResponse", JSON.stringify({ partialSuccess: partial }));

test("partialSuccess() tells what was refused and why", () => {
  expect(partialSuccess(answer({ rejectedLogRecords: "300", errorMessage: "zu alt: älter als 7d" }))).toEqual({
    rejected: 300,
    message: "zu alt: älter als 7d",
  });
  expect(partialSuccess(answer({ errorMessage: "use another port" }))).toEqual({ rejected: 0, message: "use another port" });
});

test("partialSuccess() takes an empty answer, an empty message and nonsense for full success", () => {
  expect(partialSuccess(new Uint8Array())).toBeUndefined();
  expect(partialSuccess(answer({}))).toBeUndefined();
  expect(partialSuccess(new TextEncoder().encode("<html>thank you</html>"))).toBeUndefined();
});
