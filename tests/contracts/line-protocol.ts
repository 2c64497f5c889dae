export interface StoredPoint {
  /** `measurement,tags time`, as written: what InfluxDB takes for the same point. */
  readonly key: string
  readonly measurement: string
  readonly tags: Readonly<Record<string, string>>
  readonly fields: Readonly<Record<string, string | number>>
  /** Epoch ms. */
  readonly time: number
}

/** Reads one line of line protocol. Throws for what InfluxDB 2.x answers with 400. */
export function parseLine(line: string): StoredPoint {
  const head = take(line, 0, ' ')
  const [measurement, ...tagPairs] = split(head, ',')
  const fieldsEnd = endOfFields(line, head.length + 1)
  const stamp = line.slice(fieldsEnd + 1)
  if (measurement === undefined || !/^-?\d+$/.test(stamp))
    throw new Error(`unable to parse '${line}': bad timestamp`)
  const time = Number(stamp)
  if (Math.abs(time) > 9_223_372_036_854) throw new Error(`unable to parse '${line}': time outside range`)
  const tags = Object.fromEntries(
    tagPairs.map((pair) => pairOf(pair, line)).map(([k, v]) => [k, unescaped(v)]),
  )
  const fields = Object.fromEntries(
    splitFields(line.slice(head.length + 1, fieldsEnd))
      .map((pair) => pairOf(pair, line))
      .map(([name, text]) => [name, fieldValue(text, line)]),
  )
  return { key: `${head} ${stamp}`, measurement, tags, fields, time }
}

/** Up to the first `end` that no backslash stands before. */
function take(text: string, from: number, end: string): string {
  let index = from
  while (index < text.length && text[index] !== end) index += text[index] === '\\' ? 2 : 1
  return text.slice(from, index)
}

function split(text: string, separator: string): string[] {
  const parts: string[] = []
  for (let from = 0; from <= text.length; ) {
    const part = take(text, from, separator)
    parts.push(part)
    from += part.length + 1
  }
  return parts
}

function splitFields(text: string): string[] {
  return text.match(/[^,=]+=(?:"(?:[^"\\]|\\.)*"|[^,]*)/g) ?? []
}

function endOfFields(line: string, from: number): number {
  let quoted = false
  for (let index = from; index < line.length; index++) {
    if (line[index] === '\\') index++
    else if (line[index] === '"') quoted = !quoted
    else if (line[index] === ' ' && !quoted) return index
  }
  throw new Error(`unable to parse '${line}': missing fields`)
}

function pairOf(pair: string, line: string): [string, string] {
  const name = take(pair, 0, '=')
  const value = pair.slice(name.length + 1)
  if (name === '' || value === '') throw new Error(`unable to parse '${line}': missing value`)
  return [name, value]
}

function fieldValue(text: string, line: string): string | number {
  if (text.startsWith('"')) return text.slice(1, -1).replace(/\\(["\\])/g, '$1')
  const value = Number(text.endsWith('i') ? text.slice(0, -1) : text)
  if (!Number.isFinite(value)) throw new Error(`unable to parse '${line}': invalid number`)
  return value
}

function unescaped(text: string): string {
  return text.replace(/\\([,= ])/g, '$1')
}
