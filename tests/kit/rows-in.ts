/** Rows of an answer of ClickHouse in JSONEachRow. Throws what it says where it refuses. */
export async function rowsIn<Row>(response: Response): Promise<Row[]> {
  const text = await response.text();
  if (!response.ok) throw new Error(text);
  return text
    .split("\n")
    .filter(Boolean)
    .map((line) => JSON.parse(line) as Row);
}
