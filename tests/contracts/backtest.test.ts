import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { BacktestBody, BacktestJobWithResult, BacktestResult } from '@tocsin/contract'
import { calls, ProblemError } from '@tocsin/contract'
import { DAY, HOUR, MINUTE } from '@tocsin/core'
import { mytholmroyd, seriesOf } from '@tocsin/devices'
import { ManualClock } from '@tocsin/gateway/clock'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { temporaryFolder } from '../rig/gateway-process.ts'
import { startGatewayUnderTest } from '../rig/gateway-under-test.ts'
import { eventually, Office } from '../rig/office.ts'
import { ReportingStation } from '../rig/station.ts'

const RIVER = {
  name: 'River at the bridge',
  appliesTo: { datastreams: ['mytholmroyd/level'] },
  condition: { kind: 'threshold' as const, direction: 'above' as const },
  levels: {
    yellow: { raiseAt: 3.9, clearBelow: 3.7 },
    orange: { raiseAt: 4.6, clearBelow: 4.3, for: '30m' },
    red: { raiseAt: 5.3, clearBelow: 5 },
  },
}
const SILENT = {
  name: 'Silent',
  appliesTo: { area: 'calderdale' },
  condition: { kind: 'absence' as const },
  levels: { blue: { after: '3 intervals' } },
}
const WET = {
  name: 'Rain',
  appliesTo: { area: 'calderdale', property: 'rainfall' },
  condition: { kind: 'accumulation' as const },
  levels: { orange: { anyOf: { '1h': 4, '3h': 9 } } },
}

const CLI = join(import.meta.dirname, '..', '..', 'apps', 'gateway', 'src', 'backtest', 'cli.ts')

const { points } = seriesOf(mytholmroyd(), 'level')
const [BEGIN] = points[0] ?? [0]
const folder = temporaryFolder()
const clock = new ManualClock(BEGIN - HOUR)
let gateway: Awaited<ReturnType<typeof startGatewayUnderTest>>
let office: Office
/** Ids of the rules that judged live. */
const rules: Record<string, string> = {}

beforeAll(async () => {
  gateway = await startGatewayUnderTest(folder.path, { clock, timeZone: 'Europe/London' })
  office = await Office.signIn(gateway.url)
  const interval = { intervalMs: 900_000 }
  const secret = await office.register({
    id: 'mytholmroyd',
    name: 'River Calder at Mytholmroyd',
    area: 'calderdale/mytholmroyd',
    datastreams: [
      { name: 'level', property: 'water-level', unit: 'm', span: [0, 10], ...interval },
      { name: 'total', property: 'rainfall', unit: 'mm', form: 'counter', modulus: 100, ...interval },
    ],
  })
  clock.advanceTo(BEGIN - 1)
  office = await Office.signIn(gateway.url)
  for (const rule of [RIVER, SILENT, WET]) rules[rule.name] = (await office.addRule(rule)).id
  const station = await ReportingStation.connect('mytholmroyd', secret, gateway.mqttPort)
  let total = 0
  for (const [index, [time, level]] of points.entries()) {
    if (level === null) continue
    // Off the air for five hours after the first flood.
    if (time > Date.UTC(2015, 11, 13, 2) && time < Date.UTC(2015, 11, 13, 7)) continue
    clock.advanceTo(time)
    // Rain where the river rises; the counter runs over at 100 mm, and stands still through the gap.
    const rise = level - (points[index - 1]?.[1] ?? level)
    total = Math.round((total + Math.max(0, Math.round(rise * 40)) * 0.2) * 10) / 10
    await station.reports(time, { level, total: Math.round((total % 100) * 10) / 10 })
  }
  await gateway.settle()
  await station.leaves()
  office = await Office.signIn(gateway.url)
  // Three thousand reports one after another, each fsynced: slow on a busy disk.
}, 300_000)

afterAll(async () => {
  await gateway?.stop()
  folder.remove()
})

async function ended(id: string): Promise<BacktestJobWithResult> {
  return eventually(
    `${id} to end`,
    async () => {
      const job = await office.call(calls.getBacktest, { params: { id } })
      return job.state === 'queued' || job.state === 'running' ? undefined : job
    },
    60_000,
  )
}

async function backtest(body: Partial<BacktestBody> & Pick<BacktestBody, 'rule'>): Promise<BacktestResult> {
  const { id } = await office.call(calls.startBacktest, {
    body: { from: BEGIN, to: clock.now(), ...body },
  })
  const job = await ended(id)
  if (job.result === null) throw new Error(`${job.state}: ${job.failure}`)
  return job.result
}

/** Everything that a rule did live: type, time, level, value. */
async function live(name: string): Promise<unknown[]> {
  const warnings = (await office.openWarnings('all')).filter(({ rule }) => rule.name === name)
  const events = await Promise.all(warnings.map(async ({ id }) => (await office.warning(id)).events))
  return events
    .flat()
    .filter(({ at }) => at >= BEGIN)
    .map((event) => [
      event.type,
      new Date(event.at).toISOString(),
      'level' in event ? event.level : undefined,
      'reading' in event ? event.reading?.value : undefined,
      'windows' in event ? event.windows : undefined,
    ])
}

function tried(result: BacktestResult): unknown[] {
  return result.outcome.warnings.flatMap(({ events }) =>
    events.map(({ type, at, level, reading, windows }) => [
      type,
      new Date(at).toISOString(),
      level,
      reading?.value,
      windows,
    ]),
  )
}

describe('a back-test over the Boxing Day flood of 2015', () => {
  it('raises, changes level and clears when the rule really did, to the millisecond', async () => {
    const really = await live(RIVER.name)
    expect(really).toHaveLength(10)
    const result = await backtest({ rule: { id: rules[RIVER.name] as string } })
    expect(tried(result)).toEqual(really)
    // As a draft that was never saved it does the same.
    expect(tried(await backtest({ rule: RIVER }))).toEqual(really)
    const { real, rule, summary } = result.outcome
    expect(rule).toEqual({ id: rules[RIVER.name], version: 1, name: RIVER.name })
    expect(real.sameRule).toMatchObject({ missed: 0, extra: 0, matched: summary.raises })
    expect(real.sameRule?.earlierMs).toEqual({ median: 0, least: 0, most: 0 })
    expect(summary).toMatchObject({ subjects: 1, raises: 3, atNight: 0, suppressed: 0 })
    expect(summary.byLevel).toEqual({ red: 0, orange: 0, yellow: 3, blue: 0 })
    expect(summary.days.map(({ date, raises }) => [date, raises])).toEqual([
      ['2015-12-12', 1],
      ['2015-12-25', 1],
      ['2015-12-26', 1],
    ])
    expect(result.late).toBe(0)
    expect(result.notes.map(({ kind }) => kind)).toContain('configured-now')
  })

  it('finds the silence that was, and its end', async () => {
    const really = (await live(SILENT.name)).filter((event) => JSON.stringify(event).includes('2015-12-13'))
    expect(really).toHaveLength(4)
    const result = await backtest({ rule: { id: rules[SILENT.name] as string } })
    const sorted = (events: unknown[]) => events.map((event) => JSON.stringify(event)).sort()
    expect(sorted(tried(result))).toEqual(sorted(await live(SILENT.name)))
  })

  it('sums a counter’s rain over its roll-overs and its gap as it was summed live', async () => {
    const really = await live(WET.name)
    expect(really.length).toBeGreaterThan(2)
    const result = await backtest({ rule: { id: rules[WET.name] as string } })
    expect(tried(result)).toEqual(really)
    expect(result.notes.map(({ kind }) => kind)).toContain('counters')
  })

  it('goes by a table that is still being written, and tells what was watched', async () => {
    const table = {
      id: 'unsaved',
      name: 'Rain',
      kind: 'accumulation' as const,
      columns: [
        { level: 'orange' as const, window: '1h' },
        { level: 'orange' as const, window: '3h' },
      ],
      rows: [{ subject: { area: 'calderdale/mytholmroyd' }, cells: [4, 9] }],
    }
    const rule = {
      name: 'Rain by a table',
      appliesTo: { area: 'calderdale', property: 'rainfall' },
      condition: { kind: 'accumulation' as const, table: 'unsaved' },
      levels: {},
      state: 'draft' as const,
    }
    const result = await backtest({ rule, table, rows: [0], course: { buckets: 500 } })
    expect(tried(result)).toEqual(await live(WET.name))
    const [course] = result.courses
    expect(course).toMatchObject({ datastream: 'mytholmroyd/total', row: 0, unit: 'mm' })
    expect(course?.lines.map(({ window, values }) => [window, values.length])).toEqual([
      ['1h', 500],
      ['3h', 500],
    ])
    // Off the air for five hours after the first flood.
    expect(course?.gaps.some(({ from, to }) => to - from >= 5 * HOUR)).toBe(true)
    const raised = result.outcome.warnings.flatMap(({ events }) =>
      events.flatMap(({ windows }) => windows?.['1h'] ?? []),
    )
    expect(course?.lines[0]?.record?.value).toBeGreaterThanOrEqual(Math.max(...raised))
    await expect(
      office.call(calls.startBacktest, { body: { rule, table, rows: [3], from: BEGIN, to: clock.now() } }),
    ).rejects.toMatchObject({ problem: { errors: [{ path: 'rows[0]', message: 'the table has no row 3' }] } })
  })

  it('fills windows and waits before the range, and tells what fired already when it began', async () => {
    const from = Date.UTC(2015, 11, 26, 10)
    const result = await backtest({ rule: RIVER, from, to: Date.UTC(2015, 11, 27) })
    expect(result.warmUpFrom).toBeLessThanOrEqual(from - HOUR)
    const [warning] = result.outcome.warnings
    expect(warning?.firingAtStart).toBe('orange')
    expect(warning?.events.every(({ at }) => at >= from)).toBe(true)
    expect(warning?.events.at(-1)).toMatchObject({ type: 'cleared', at: Date.UTC(2015, 11, 26, 17, 30) })
    expect(result.outcome.summary).toMatchObject({ raises: 0, firingMs: 7.5 * HOUR })
  })

  it('tells how long before a level it would have raised, and where it would not have', async () => {
    const result = await backtest({ rule: RIVER, leadTo: 5 })
    const crossed = Date.UTC(2015, 11, 26)
    const { leads } = result.outcome
    expect(leads).toMatchObject({ value: 5, direction: 'above', crossings: 1, warned: 1 })
    expect(leads?.list[0]?.at).toBeGreaterThan(crossed)
    // Raised at 06:45.
    expect(leads?.list[0]?.leadMs).toBe((leads?.list[0]?.at ?? 0) - Date.UTC(2015, 11, 26, 6, 45))
    const late = { ...RIVER, levels: { red: { raiseAt: 5.5, clearBelow: 5 } } }
    const { outcome } = await backtest({ rule: late, leadTo: 5 })
    expect(outcome.leads?.list[0]?.leadMs).toBeLessThan(0)
    const rain = await backtest({ rule: WET, leadTo: { datastream: 'mytholmroyd/level', value: 3.9 } })
    expect(rain.outcome.leads?.crossings).toBe(3)
  })

  it('compares two versions: what only one would have raised, and which is earlier', async () => {
    const { id } = await office.addRule({ ...RIVER, name: 'Stricter', state: 'draft' })
    const stricter = { ...RIVER, levels: { yellow: { raiseAt: 2, clearBelow: 1.8 } } }
    const result = await backtest({ rule: stricter, compareWith: { id, version: 1 } })
    const { difference, comparedWith, outcome } = result
    expect(comparedWith?.rule).toEqual({ id, version: 1, name: 'Stricter' })
    expect([outcome.summary.raises, comparedWith?.summary.raises]).toEqual([8, 3])
    expect(difference).toMatchObject({ both: 2, onlyA: 6, onlyB: 0 })
    expect(difference?.onlyAFirings).toHaveLength(6)
    expect(difference?.moved.map(({ earlierMs }) => earlierMs)).toEqual([3.5 * HOUR, 4 * HOUR])
    // What any rule raised there, though not this one, which is a draft.
    expect(outcome.real.sameRule).toMatchObject({ real: 0, matched: 0 })
    expect(outcome.real.anyRule.real).toBeGreaterThanOrEqual(3)
  })

  it('says what came late', async () => {
    const { secret } = (await office.call(calls.createStation, {
      body: {
        id: 'tardy',
        name: 'Tardy',
        area: 'elsewhere',
        datastreams: [{ name: 'level', property: 'water-level', unit: 'm', intervalMs: 60_000 }],
      },
    })) as { secret: string }
    const station = await ReportingStation.connect('tardy', secret, gateway.mqttPort)
    const now = clock.now()
    for (let minute = 20; minute >= 0; minute--) await station.reports(now - minute * MINUTE, { level: 1 })
    await gateway.settle()
    await station.leaves()
    const rule = { ...RIVER, appliesTo: { datastreams: ['tardy/level'] } }
    const result = await backtest({ rule, from: now - DAY, to: now + 1 })
    expect(result).toMatchObject({ late: 15 })
    expect(result.notes.find(({ kind }) => kind === 'late')?.text).toMatch(/^15 observations/)
  })
})

describe('back-tests as jobs', () => {
  it('run one after another, tell how far they are, and can be cancelled while they run or wait', async () => {
    const body = { rule: RIVER, from: BEGIN, to: clock.now() }
    const started = await office.call(calls.startBacktest, { body })
    // The thread of the one before may be ending still.
    const first = await eventually('its turn', async () => {
      const job = await office.call(calls.getBacktest, { params: { id: started.id } })
      return job.state === 'queued' ? undefined : job
    })
    const second = await office.call(calls.startBacktest, { body })
    const third = await office.call(calls.startBacktest, { body })
    expect([first.state, second.state, third.state]).toEqual(['running', 'queued', 'queued'])
    const cancelled = await office.call(calls.cancelBacktest, { params: { id: second.id } })
    expect(cancelled).toMatchObject({ state: 'cancelled', endedAt: clock.now() })
    expect((await office.call(calls.cancelBacktest, { params: { id: first.id } })).state).toBe('cancelled')
    expect(await ended(third.id)).toMatchObject({ state: 'done', progress: { part: 1 } })
    expect(await ended(first.id)).toMatchObject({ state: 'cancelled', result: null })
    const { backtests } = await office.call(calls.listBacktests, {})
    expect(backtests.slice(0, 3).map(({ id, state }) => [id, state])).toEqual([
      [third.id, 'done'],
      [second.id, 'cancelled'],
      [first.id, 'cancelled'],
    ])
    // Cancelled too late: it stays as it is.
    expect((await office.call(calls.cancelBacktest, { params: { id: third.id } })).state).toBe('done')
  })

  it('refuse more than a handful at a time', async () => {
    const body = { rule: RIVER, from: BEGIN, to: clock.now() }
    const ids: string[] = []
    const refused = await (async () => {
      for (let number = 0; number < 12; number++) {
        ids.push((await office.call(calls.startBacktest, { body })).id)
      }
    })().catch((error: unknown) => error)
    for (const id of ids) await office.call(calls.cancelBacktest, { params: { id } })
    expect(refused).toBeInstanceOf(ProblemError)
    expect((refused as ProblemError).problem).toMatchObject({ status: 503, type: '/problems/busy' })
    expect(ids.length).toBeGreaterThanOrEqual(8)
  })

  async function faultsOf(body: unknown): Promise<string[]> {
    const failed = await office.call(calls.startBacktest, { body: body as BacktestBody }).then(
      () => undefined,
      (error: unknown) => error as ProblemError,
    )
    return failed?.problem.errors?.map(({ path }) => path) ?? []
  }

  it('say what is wrong with what they were asked, each fault at its path', async () => {
    const range = { from: BEGIN, to: clock.now() }
    expect(await faultsOf({ rule: { id: 'none' }, ...range })).toEqual(['rule.id'])
    const id = rules[RIVER.name]
    expect(await faultsOf({ rule: { id, version: 7 }, ...range })).toEqual(['rule.version'])
    expect(await faultsOf({ rule: RIVER, from: range.to, to: range.from })).toEqual(['to'])
    expect(await faultsOf({ rule: RIVER, from: range.to + 1, to: range.to + DAY })).toEqual(['from'])
    const upsideDown = { ...RIVER, levels: { red: { raiseAt: 4, clearBelow: 5 } } }
    expect(await faultsOf({ rule: upsideDown, ...range })).toEqual(['rule.levels.red.clearBelow'])
    const nowhere = { ...RIVER, appliesTo: { area: 'atlantis' } }
    expect(await faultsOf({ rule: nowhere, ...range })).toEqual(['rule.appliesTo.area'])
    expect(await faultsOf({ rule: WET, leadTo: 5, ...range })).toEqual(['leadTo'])
    expect(await faultsOf({ rule: { ...RIVER, levels: { red: {} } }, ...range })).toContain(
      'rule.levels.red.raiseAt',
    )
  })
})

describe('pnpm backtest', () => {
  const file = join(folder.path, 'river.json')
  const range = ['--from', String(BEGIN), '--to', new Date(BEGIN + 30 * DAY).toISOString()]

  async function cli(...args: string[]): Promise<{ code: number | null; out: string; err: string }> {
    const child = spawn(process.execPath, [CLI, ...args], { stdio: ['ignore', 'pipe', 'pipe'] })
    let out = ''
    let err = ''
    child.stdout.on('data', (chunk: Buffer) => {
      out += chunk
    })
    child.stderr.on('data', (chunk: Buffer) => {
      err += chunk
    })
    const [code] = (await once(child, 'close')) as [number | null]
    return { code, out, err }
  }

  it('asks a running gateway, and on its data folder once it has stopped finds the same', async () => {
    writeFileSync(file, JSON.stringify(RIVER))
    const { token } = await office.call(calls.createToken, { body: { name: 'cli', role: 'engineer' } })
    const there = ['--url', gateway.url, '--token', token]
    const here = ['--data-dir', folder.path, '--zone', 'Europe/London']

    const asked = await cli(file, ...range, ...there, '--lead-to', '5', '--compare', `${rules[RIVER.name]}@1`)
    expect(asked.err).toContain('100 %')
    expect(asked.out).toContain('raises           3 (3 yellow) on 1 subjects')
    expect(asked.out).toContain('lead time        to 5: 1 of 1 crossings')
    expect(asked.out).toContain('Difference: both 3, only the first 0, only the second 0')
    const { out } = await cli(rules[RIVER.name] as string, ...range, ...there, '--json')

    const refused = await cli(file, ...range, ...here)
    expect(refused).toMatchObject({ code: 1, out: '' })
    expect(refused.err).toContain('another gateway already uses the data folder')
    expect(await cli('rule-99', ...range, ...there)).toMatchObject({
      code: 1,
      err: 'backtest: The back-test makes no sense\nbacktest: rule.id: there is no rule rule-99; expected the id of a saved rule\n',
    })
    expect((await cli(file, '--from', '2015-12-01', ...there)).err).toContain('ISO 8601 with an offset')

    await gateway.stop()
    const local = await cli(rules[RIVER.name] as string, ...range, ...here, '--json')
    expect(local.code).toBe(0)
    expect(JSON.parse(local.out)).toEqual(JSON.parse(out))
    const unfit = await cli('rule-99', ...range, ...here)
    expect(unfit).toMatchObject({ code: 1, out: '' })
    expect(unfit.err).toContain('rule.id: there is no rule rule-99')
    expect((await cli(file, ...range, '--data-dir', join(folder.path, 'none'))).err).toContain('there is no')
  })
})
