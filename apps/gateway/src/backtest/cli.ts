import { existsSync, readFileSync } from 'node:fs'
import { parseArgs } from 'node:util'
import { type BacktestBody, type BacktestResult, backtestBody, ProblemError } from '@tocsin/contract'
import { isZone } from '@tocsin/core'
import { DataFolderInUse } from '../data-folder.ts'
import { faultsOf } from '../http/validation.ts'
import type { Progress } from './backtest.ts'
import { runLocally, UnfitRequest } from './local.ts'
import { runRemotely } from './remote.ts'
import { reportOf } from './report.ts'

const USAGE = `pnpm backtest RULE --from TIME --to TIME --url URL --token TOKEN | --data-dir DIR
  RULE               a file with a rule (.json), or the id of a saved one: rule-3, rule-3@2
  --from, --to       ISO 8601 with an offset (2025-06-01T00:00+08:00), or epoch milliseconds
  --compare RULE-ID  another saved version to try beside it: rule-3@1
  --lead-to LEVEL    how long before this level did it raise: 4.5, or bridge/level=4.5
  --url, --token     in a running gateway, with the token of an engineer
  --data-dir         on the data folder of a gateway that does not run; it is only read
  --zone ZONE        of days and nights, with --data-dir (default Asia/Shanghai)
  --json             the whole result, for programs`

/** Says why not, and ends. */
function refuse(...lines: string[]): never {
  for (const line of lines) process.stderr.write(`backtest: ${line}\n`)
  process.exit(1)
}

function parse() {
  try {
    return parseArgs({
      allowPositionals: true,
      options: {
        from: { type: 'string' },
        to: { type: 'string' },
        compare: { type: 'string' },
        'lead-to': { type: 'string' },
        url: { type: 'string' },
        token: { type: 'string' },
        'data-dir': { type: 'string' },
        zone: { type: 'string', default: 'Asia/Shanghai' },
        json: { type: 'boolean', default: false },
        help: { type: 'boolean', default: false },
      },
    })
  } catch (error) {
    return refuse((error as Error).message, ...USAGE.split('\n'))
  }
}

function timeOf(name: string, text: string | undefined): number {
  if (text === undefined) refuse(`--${name} is missing`, ...USAGE.split('\n'))
  if (/^\d+$/.test(text)) return Number(text)
  // Without an offset it would mean another moment on another machine.
  const time = /(Z|[+-]\d{2}:\d{2})$/.test(text) ? Date.parse(text) : Number.NaN
  return Number.isNaN(time)
    ? refuse(`--${name} ${text}: expected ISO 8601 with an offset, or milliseconds`)
    : time
}

function savedRule(text: string): { id: string; version?: number } {
  const [id = '', version] = text.split('@')
  return version === undefined ? { id } : { id, version: Number(version) }
}

function ruleOf(text: string): unknown {
  if (!text.endsWith('.json')) return savedRule(text)
  if (!existsSync(text)) refuse(`there is no file ${text}`)
  try {
    return JSON.parse(readFileSync(text, 'utf8'))
  } catch (error) {
    return refuse(`${text}: ${(error as Error).message}`)
  }
}

function leadOf(text: string | undefined): unknown {
  const match = /^(?:(.+)=)?(-?\d+(?:\.\d+)?)$/.exec(text ?? '')
  if (text !== undefined && match === null) refuse(`--lead-to ${text}: expected 4.5, or bridge/level=4.5`)
  if (match === null) return undefined
  return match[1] === undefined ? Number(match[2]) : { datastream: match[1], value: Number(match[2]) }
}

let shown = -1
function show({ part, observations }: Progress): void {
  const percent = Math.floor(part * 100)
  const isTerminal = process.stderr.isTTY === true
  if (percent === shown || (!isTerminal && percent < shown + 10 && percent < 100)) return
  shown = percent
  const line = `${String(percent).padStart(3)} %  ${observations.toLocaleString('en')} observations`
  process.stderr.write(isTerminal ? `\r${line}${percent === 100 ? '\n' : ''}` : `${line}\n`)
}

const { values, positionals } = parse()
if (values.help) {
  process.stdout.write(`${USAGE}\n`)
  process.exit(0)
}
const [ruleText] = positionals
if (ruleText === undefined || positionals.length > 1) refuse('expected one RULE', ...USAGE.split('\n'))
if ((values.url === undefined) === (values['data-dir'] === undefined)) {
  refuse('expected either --url with --token, or --data-dir', ...USAGE.split('\n'))
}
if (!isZone(values.zone)) refuse(`--zone ${values.zone}: expected an IANA name such as Asia/Shanghai`)

const lead = leadOf(values['lead-to'])
const parsed = backtestBody.safeParse({
  rule: ruleOf(ruleText),
  from: timeOf('from', values.from),
  to: timeOf('to', values.to),
  ...(values.compare === undefined ? {} : { compareWith: savedRule(values.compare) }),
  ...(lead === undefined ? {} : { leadTo: lead }),
})
if (!parsed.success) refuse(...faultsOf(parsed.error.issues).map(faultLine))

function faultLine({
  path,
  message,
  expected,
}: {
  path: string
  message: string
  expected?: string | undefined
}) {
  return `${path}: ${message}${expected === undefined ? '' : `; expected ${expected}`}`
}

function run(body: BacktestBody): Promise<BacktestResult> {
  const { url, token, zone } = values
  if (url === undefined) {
    return runLocally(body, { dataDir: values['data-dir'] as string, zone, onProgress: show })
  }
  if (token === undefined) refuse('--token is missing: POST /api/tokens makes one')
  const interrupted = new AbortController()
  process.once('SIGINT', () => interrupted.abort())
  return runRemotely(body, { url, token, onProgress: show, signal: interrupted.signal })
}

try {
  const result = await run(parsed.data)
  process.stdout.write(values.json ? `${JSON.stringify(result)}\n` : `${reportOf(result).join('\n')}\n`)
} catch (error) {
  if (error instanceof UnfitRequest) refuse(...error.faults.map(faultLine))
  if (error instanceof DataFolderInUse) refuse(`${error.message}; ask that one: --url with --token`)
  if (error instanceof ProblemError) {
    const { title, detail, errors = [] } = error.problem
    refuse(detail ?? title, ...errors.map(faultLine))
  }
  refuse(error instanceof Error ? error.message : String(error))
}
