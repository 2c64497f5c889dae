/** Rows by the row of another table that they belong to, each group in the order it came in. */
export function groupedBy<R extends Readonly<Record<string, unknown>>>(
  rows: readonly R[],
  column: string,
): Map<unknown, R[]> {
  const groups = new Map<unknown, R[]>()
  for (const row of rows) {
    const group = groups.get(row[column])
    if (group === undefined) groups.set(row[column], [row])
    else group.push(row)
  }
  return groups
}
