/** To come. */
export function FlamegraphPage() {
  return <h1>Flame</h1>;
}
