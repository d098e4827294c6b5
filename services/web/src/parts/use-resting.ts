import { useEffect, useRef, useState } from "react";

const REST_MS = 200;

/**
 * A value that moves faster than a URL may be written: what is set shows at once, and is handed on when it rests.
 * When `given` becomes another one (it was handed on, or the reader went back), that one counts.
 */
export function useResting<Value>(given: Value, handOn: (value: Value) => void): readonly [Value, (value: Value) => void] {
  const [moving, setMoving] = useState<{ readonly value: Value; readonly from: Value }>();
  const latest = useRef(handOn);
  useEffect(() => {
    latest.current = handOn;
  });
  const isMoving = moving !== undefined && Object.is(moving.from, given);
  useEffect(() => {
    if (!isMoving || Object.is(moving.value, given)) return;
    const timer = setTimeout(() => latest.current(moving.value), REST_MS);
    return () => clearTimeout(timer);
  }, [isMoving, moving, given]);
  return [isMoving ? moving.value : given, (value) => setMoving({ value, from: given })];
}
