import { existsSync, openSync, readFileSync, readSync, statSync } from 'node:fs'
import { basename } from 'node:path'
import { parseArgs } from 'node:util'
import {
  calls,
  createClient,
  IMPORT_CHUNK,
  type ImportMapping,
  type ImportView,
  importMapping,
  ProblemError,
} from '@tocsin/contract'

const USAGE = `pnpm import FILE --mapping MAPPING.json --url URL --token TOKEN [--check]
pnpm import FILE --resume ID --url URL --token TOKEN
  Takes history in from CSV or InfluxDB line protocol. docs/exchange.md says what stands in a mapping.
  --check   reads the file to its end and says what is wrong with it; nothing is taken in
  --resume  goes on with an upload that broke off
  --url     a running gateway, with the token of an engineer
An import goes on when this command ends, and when the gateway is started anew; Ctrl+C stops watching alone.`

const ASK_MS = 500

/** Says why not, and ends. */
function refuse(...lines: string[]): never {
  for (const line of lines) process.stderr.write(`import: ${line}\n`)
  process.exit(1)
}

function parse() {
  try {
    return parseArgs({
      allowPositionals: true,
      options: {
        mapping: { type: 'string' },
        resume: { type: 'string' },
        url: { type: 'string' },
        token: { type: 'string' },
        check: { type: 'boolean', default: false },
        help: { type: 'boolean', default: false },
      },
    })
  } catch (error) {
    return refuse((error as Error).message, ...USAGE.split('\n'))
  }
}

const { values, positionals } = parse()
const [file = ''] = positionals
if (values.help) {
  process.stdout.write(`${USAGE}\n`)
  process.exit(0)
}
const { url = '', token = '', mapping, resume } = values
if (positionals.length !== 1 || url === '' || (mapping === undefined) === (resume === undefined)) {
  refuse(...USAGE.split('\n'))
}
if (token === '') refuse('--token is missing: POST /api/tokens makes one')
if (!existsSync(file)) refuse(`there is no file ${file}`)
const headers = { authorization: `Bearer ${token}` }
const client = createClient({ baseUrl: url, headers })

async function begin(): Promise<ImportView> {
  if (resume !== undefined) return client(calls.readImport, { params: { id: resume } })
  const read = importMapping.safeParse(JSON.parse(readFileSync(mapping as string, 'utf8')))
  if (!read.success) {
    refuse(...read.error.issues.map(({ path, message }) => `${mapping}: ${path.join('.')}: ${message}`))
  }
  const body = {
    name: basename(file),
    bytes: statSync(file).size,
    mapping: read.data as ImportMapping,
    check: values.check,
  }
  return client(calls.createImport, { body })
}

async function upload({ id, bytes, uploaded, state }: ImportView): Promise<void> {
  if (state !== 'uploading') return
  if (statSync(file).size !== bytes)
    refuse(`${file} has ${statSync(file).size} bytes; import ${id} was begun with ${bytes}`)
  const opened = openSync(file, 'r')
  const buffer = Buffer.alloc(IMPORT_CHUNK)
  for (let offset = uploaded; offset < bytes; ) {
    const read = readSync(opened, buffer, 0, IMPORT_CHUNK, offset)
    const answer = await fetch(`${url}/api/imports/${id}/file?offset=${offset}`, {
      method: 'PUT',
      headers: { ...headers, 'content-type': 'application/octet-stream' },
      body: buffer.subarray(0, read),
    })
    if (!answer.ok) refuse(`upload: ${answer.status} ${(await answer.text()).slice(0, 500)}`)
    offset += read
  }
}

async function watch(id: string): Promise<ImportView> {
  for (let last = ''; ; ) {
    const view = await client(calls.readImport, { params: { id } })
    const share = Math.floor((100 * view.read) / view.bytes)
    const line = `${view.name}: ${view.state}, ${share} %, ${view.counts.rows} rows\n`
    if (line !== last) process.stdout.write(line)
    last = line
    if (view.endedAt !== null) return view
    await new Promise((resolve) => setTimeout(resolve, ASK_MS))
  }
}

try {
  const begun = await begin()
  process.stdout.write(`import ${begun.id}\n`)
  await upload(begun)
  const { state, detail, counts, faults, check } = await watch(begun.id)
  const { rows, values: taken, added, known, differing, blank, faulty } = counts
  process.stdout.write(
    check
      ? `${rows} rows, ${taken} values, ${blank} blank, ${faulty} cannot be used; nothing was taken in\n`
      : `${rows} rows, ${added} added, ${known} known already, ${differing} there with another value (kept), ${blank} blank, ${faulty} cannot be used\n`,
  )
  for (const { row, column, message } of faults) {
    process.stdout.write(`  line ${row}${column === '' ? '' : `, ${column}`}: ${message}\n`)
  }
  if (faulty > faults.length) process.stdout.write(`  and ${faulty - faults.length} more\n`)
  if (state !== 'done') refuse(`${state}${detail === '' ? '' : `: ${detail}`}`)
  process.exit(faulty > 0 ? 2 : 0)
} catch (error) {
  if (error instanceof ProblemError) {
    const { detail, errors = [] } = error.problem
    refuse(
      detail ?? error.message,
      ...errors.map(({ path, message, expected }) => `${path} ${message}; expected ${expected}`),
    )
  }
  refuse(error instanceof Error ? error.message : String(error))
}
