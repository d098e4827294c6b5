/** To come. */
export function FindPage() {
  return <h1>Find</h1>;
}
