import type { StoredPoint } from './line-protocol.ts'

const SELECT =
  /^SELECT (.+) FROM observation WHERE datastream = '((?:[^'\\]|\\.)*)' AND time >= (-?\d+)ms AND time < (-?\d+)ms(.*)$/
const RAW = /^ ORDER BY time ASC LIMIT (\d+)$/
const GROUPED = /^ AND flag <> 'fail' GROUP BY time\((\d+)ms, (\d+)ms\) fill\(none\)$/

const AGGREGATES: Record<string, (values: number[]) => number> = {
  min: (values) => Math.min(...values),
  mean: (values) => sum(values) / values.length,
  max: (values) => Math.max(...values),
  count: (values) => values.length,
  sum,
}

type Table = { columns: string[]; values: (string | number)[][] }

/** Answers the two statements that the adapter sends, in the shape of `/query`; anything else as a server that cannot parse it. */
export function answerInfluxql(statement: string, points: readonly StoredPoint[]): object {
  const table = evaluate(statement, points)
  if (table === undefined)
    return { results: [{ statement_id: 0, error: `error parsing query: ${statement}` }] }
  if (table.values.length === 0) return { results: [{ statement_id: 0 }] }
  return { results: [{ statement_id: 0, series: [{ name: 'observation', ...table }] }] }
}

function evaluate(statement: string, points: readonly StoredPoint[]): Table | undefined {
  const [, what = '', id = '', from, to, rest = ''] = SELECT.exec(statement) ?? []
  const datastream = id.replace(/\\(.)/g, '$1')
  const found = points
    .filter(
      ({ tags, time }) => tags['datastream'] === datastream && time >= Number(from) && time < Number(to),
    )
    .sort((a, b) => a.time - b.time)
  const raw = RAW.exec(rest)
  if (raw) return rows(what.split(', '), found.slice(0, Number(raw[1])))
  const grouped = GROUPED.exec(rest)
  if (!grouped) return undefined
  const names = [...what.matchAll(/(\w+)\(value\)/g)].map(([, name]) => name as string)
  const kept = found.filter(({ fields }) => fields['flag'] !== 'fail')
  return groups(names, kept, Number(grouped[1]), Number(grouped[2]))
}

function rows(fields: string[], points: readonly StoredPoint[]): Table {
  return {
    columns: ['time', ...fields],
    values: points.map((point) => [point.time, ...fields.map((field) => point.fields[field] ?? '')]),
  }
}

function groups(names: string[], points: readonly StoredPoint[], width: number, offset: number): Table {
  const byStart = new Map<number, number[]>()
  for (const { time, fields } of points) {
    const start = Math.floor((time - offset) / width) * width + offset
    byStart.set(start, [...(byStart.get(start) ?? []), fields['value'] as number])
  }
  return {
    columns: ['time', ...names],
    values: [...byStart].map(([start, values]) => [
      start,
      ...names.map((name) => AGGREGATES[name]?.(values) ?? Number.NaN),
    ]),
  }
}

function sum(values: number[]): number {
  return values.reduce((total, value) => total + value, 0)
}
