import { context } from "@opentelemetry/api";
import type { InstrumentationModuleDefinition } from "@opentelemetry/instrumentation";
import { BoundFields } from "../bound-fields.ts";
import { readFields } from "../read-fields.ts";
import { emitBridged, isBridged, serializedException } from "./bridged-line.ts";
import { ofLevelNumber } from "./level-number.ts";
import { addLineIds } from "./line-ids.ts";

type BunyanRecord = Record<string, unknown>;

interface Bunyan {
  readonly nameFromLevel: Readonly<Record<number, string | undefined>>;
  readonly prototype: { _emit: (this: unknown, record: BunyanRecord, ...rest: unknown[]) => unknown };
}

/** bunyan's lines get the IDs, and go out as log records made of the same object as the line. */
export function bunyanChanges(): InstrumentationModuleDefinition[] {
  return [{ name: "bunyan", supportedVersions: [">=1.0.0"], files: [], patch: bridgeBunyan }];
}

function bridgeBunyan(exported: unknown): unknown {
  const { prototype, nameFromLevel } = exported as Bunyan;
  const { _emit } = prototype;
  prototype._emit = function (record, ...rest) {
    // With `true` it only wants to know the text.
    if (rest[0] !== true) onRecord(record, nameFromLevel);
    return Reflect.apply(_emit, this, [record, ...rest]);
  };
  return exported;
}

function onRecord(record: BunyanRecord, nameFromLevel: Bunyan["nameFromLevel"]): void {
  try {
    const ctx = context.active();
    const { name, level, msg, hostname: _hostname, pid: _pid, time: _time, v: _v, ...rest } = record;
    const logger = typeof name === "string" && name !== "" ? name : "bunyan";
    const number = typeof level === "number" ? level : 30;
    if (isBridged(ctx, logger)) {
      const exception = serializedException(rest["err"]);
      if (exception !== undefined) delete rest["err"];
      const read = readFields(rest);
      emitBridged(ctx, {
        logger,
        ...ofLevelNumber(number),
        severityText: nameFromLevel[number] ?? String(number),
        text: msg ?? "",
        fields: read.fields,
        exception: exception ?? read.exception,
        bound: BoundFields.NONE,
      });
    }
    addLineIds(record, ctx);
  } catch {
    // The line itself goes its way.
  }
}
