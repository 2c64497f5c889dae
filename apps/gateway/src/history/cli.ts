import { createReadStream, createWriteStream, existsSync, mkdirSync, statSync } from 'node:fs'
import { basename, dirname, join, resolve } from 'node:path'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { parseArgs } from 'node:util'
import type { ImportReport } from '@tocsin/contract'
import { DataFolderInUse, takeDataFolder } from '../data-folder.ts'
import { type DuckdbHistory, openDuckdbHistory } from './duckdb.ts'
import type { TimeRange } from './history.ts'
import { type Period, periodOf } from './period.ts'

const USAGE = `pnpm history export FOLDER  --data-dir DIR | --url URL --token TOKEN  [--from TIME] [--to TIME] [--rolled]
pnpm history import FILE... --data-dir DIR | --url URL --token TOKEN
  export       one Parquet file a month into the folder: observations-202607.parquet
  import       takes such files in; what is there already stays, and bringing a file again changes nothing
  --rolled     also what hours and days came to: hourly-202607.parquet, daily-202607.parquet
  --from, --to ISO 8601 with an offset (2025-06-01T00:00+08:00); whole months are written
  --url        a running gateway, with the token of an engineer
  --data-dir   the data folder of a gateway that does not run`

const PARQUET = 'application/vnd.apache.parquet'
/** The earliest time that there is. */
const EARLIEST = -8.64e15
const KINDS = { raw: 'observations', hourly: 'hourly', daily: 'daily' } as const

/** Says why not, and ends. */
function refuse(...lines: string[]): never {
  for (const line of lines) process.stderr.write(`history: ${line}\n`)
  process.exit(1)
}

function parse() {
  try {
    return parseArgs({
      allowPositionals: true,
      options: {
        'data-dir': { type: 'string' },
        url: { type: 'string' },
        token: { type: 'string' },
        from: { type: 'string' },
        to: { type: 'string' },
        rolled: { type: 'boolean', default: false },
        help: { type: 'boolean', default: false },
      },
    })
  } catch (error) {
    return refuse((error as Error).message, ...USAGE.split('\n'))
  }
}

const { values, positionals } = parse()
const [command, ...files] = positionals
if (values.help) {
  process.stdout.write(`${USAGE}\n`)
  process.exit(0)
}
if ((command !== 'export' && command !== 'import') || files.length === 0) refuse(...USAGE.split('\n'))
if (command === 'export' && files.length > 1) refuse('export: expected one FOLDER')
const { url, token, 'data-dir': dataDir } = values
if ((url === undefined) === (dataDir === undefined))
  refuse('expected either --url with --token, or --data-dir')
if (url !== undefined && token === undefined) refuse('--token is missing: POST /api/tokens makes one')

function timeOf(name: string, text: string | undefined): number | undefined {
  if (text === undefined) return undefined
  // Without an offset it would mean another moment on another machine.
  const time = /(Z|[+-]\d{2}:\d{2})$/.test(text) ? Date.parse(text) : Number.NaN
  return Number.isNaN(time) ? refuse(`--${name} ${text}: expected ISO 8601 with an offset`) : time
}
const asked = { from: timeOf('from', values.from), to: timeOf('to', values.to) }
const kinds = values.rolled ? (['raw', 'hourly', 'daily'] as const) : (['raw'] as const)

function monthsOf({ from, to }: TimeRange): Period[] {
  const periods: Period[] = []
  for (let time = from; time < to; time = (periods.at(-1) as Period).to) periods.push(periodOf(time))
  return periods
}

function say(line: string): void {
  process.stdout.write(`${line}\n`)
}

function sayImported(
  file: string,
  { rows, added, known, differing, unusable }: Omit<ImportReport, 'unknownDatastreams'>,
) {
  say(
    `${file}: ${rows} rows, ${added} added, ${known} known already, ${differing} there with another value (kept), ${unusable} unusable`,
  )
}

/** Opens the history of a gateway that does not run, with files in `exchange`. */
async function onFolder(
  exchange: string,
  readOnly: boolean,
  work: (history: DuckdbHistory) => Promise<void>,
) {
  const path = join(dataDir as string, 'history.duckdb')
  if (!existsSync(path)) refuse(`there is no ${path}: this is not the data folder of a gateway`)
  const letGo = takeDataFolder(dataDir as string)
  try {
    const history = await openDuckdbHistory({ path, exchange, readOnly })
    await work(history).finally(() => history.stop())
  } finally {
    letGo()
  }
}

async function exportFolder(folder: string): Promise<void> {
  mkdirSync(folder, { recursive: true })
  await onFolder(folder, true, async (history) => {
    const { range } = await history.contents()
    if (range === null) return say('there is nothing to export')
    const wanted = { from: asked.from ?? range.from, to: asked.to ?? range.to }
    for (const { name, from, to } of monthsOf(wanted)) {
      for (const kind of kinds) {
        const file = `${KINDS[kind]}-${name}.parquet`
        const about = { datastreams: undefined, range: { from, to }, kind, format: 'parquet' } as const
        const rows = await history
          .writeFile(about, join(resolve(folder), file))
          .catch((error: Error) => error)
        say(rows instanceof Error ? `${file}: ${rows.message}` : `${file}: ${rows} rows`)
      }
    }
  })
}

async function exportFrom(folder: string): Promise<void> {
  mkdirSync(folder, { recursive: true })
  if (asked.from === undefined) refuse('--from is missing: with --url it says with which month to begin')
  for (const { name, from, to } of monthsOf({ from: asked.from, to: asked.to ?? Date.now() })) {
    for (const kind of kinds) {
      const file = `${KINDS[kind]}-${name}.parquet`
      const answer = await fetch(
        `${url}/api/observations.parquet?from=${Math.max(from, EARLIEST)}&to=${to}&of=${kind}`,
        {
          headers: headers(),
        },
      )
      if (answer.status === 422) {
        say(`${file}: ${await reasonOf(answer)}`)
        continue
      }
      if (!answer.ok || answer.body === null) refuse(`${file}: ${answer.status} ${await reasonOf(answer)}`)
      await pipeline(Readable.fromWeb(answer.body as never), createWriteStream(join(folder, file)))
      say(`${file}: ${statSync(join(folder, file)).size} bytes`)
    }
  }
}

async function importTo(file: string): Promise<void> {
  const answer = await fetch(`${url}/api/observations.parquet`, {
    method: 'POST',
    headers: { ...headers(), 'content-type': PARQUET },
    body: Readable.toWeb(createReadStream(file)) as never,
    duplex: 'half',
  } as RequestInit)
  if (!answer.ok) refuse(`${file}: ${answer.status} ${await reasonOf(answer)}`)
  const report = (await answer.json()) as ImportReport
  sayImported(file, report)
  if (report.unknownDatastreams.length > 0) {
    say(`no station here has: ${report.unknownDatastreams.join(', ')}; kept, and shown once one has`)
  }
}

function headers(): Record<string, string> {
  return { authorization: `Bearer ${token}` }
}

async function reasonOf(answer: Response): Promise<string> {
  const problem = (await answer.json().catch(() => ({}))) as {
    detail?: string
    errors?: { message: string }[]
  }
  return [problem.detail, ...(problem.errors ?? []).map(({ message }) => message)].filter(Boolean).join(': ')
}

try {
  if (command === 'export') await (url === undefined ? exportFolder : exportFrom)(files[0] as string)
  else {
    for (const file of files) {
      if (!existsSync(file)) refuse(`there is no file ${file}`)
      if (url !== undefined) await importTo(file)
      else {
        const path = resolve(file)
        await onFolder(dirname(path), false, async (history) => {
          sayImported(file, await history.readFile(join(dirname(path), basename(path))))
        })
      }
    }
  }
} catch (error) {
  if (error instanceof DataFolderInUse) refuse(`${error.message}; ask that one: --url with --token`)
  refuse(error instanceof Error ? error.message : String(error))
}
