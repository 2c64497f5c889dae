/** A column of a file as its first lines show it. */
export interface HeadColumn {
  readonly name: string
  /** The first value in it that is not empty. */
  readonly example: string
}

const DELIMITERS = [',', ';', '\t']

/** The columns of a CSV file by its first lines: the `headerLine`-th that is no comment names them. The gateway reads the file itself. */
export function columnsOf(text: string, headerLine: number, comment: string): HeadColumn[] {
  const lines = text.split(/\r?\n/).filter((line) => comment === '' || !line.startsWith(comment))
  const header = lines[headerLine - 1]
  if (header === undefined || header.trim() === '') return []
  const delimiter = DELIMITERS.reduce((best, one) =>
    header.split(one).length > header.split(best).length ? one : best,
  )
  const cells = (line: string) => line.split(delimiter).map((cell) => cell.trim().replace(/^"(.*)"$/, '$1'))
  // The last line may be cut off.
  const rows = lines.slice(headerLine, headerLine + 20).map(cells)
  const names = cells(header)
  return names.map((name, index) => ({
    // A name that is there twice says nothing: its place does.
    name: name === '' || names.indexOf(name) !== names.lastIndexOf(name) ? `#${index + 1}` : name,
    example: rows.map((row) => row[index] ?? '').find((cell) => cell !== '') ?? '',
  }))
}
