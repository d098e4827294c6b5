/** Every other round goes backwards, so that a machine that grows slower favours nobody. */
export function turns<T>(list: readonly T[], round: number): readonly T[] {
  return round % 2 === 0 ? list : list.toReversed();
}
