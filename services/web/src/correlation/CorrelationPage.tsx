/** To come. */
export function CorrelationPage() {
  return <h1>Correlation</h1>;
}
