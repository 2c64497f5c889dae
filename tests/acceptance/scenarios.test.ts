import { spawnSync } from 'node:child_process'
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Playback, parseScenario, replay, runScenario } from '@tocsin/core'
import { playText, readText } from '@tocsin/gateway/scenarios/play'
import { contractShapes } from '@tocsin/gateway/scenarios/shapes'
import { describe, expect, it } from 'vitest'

const ROOT = join(import.meta.dirname, '../..')
const FOLDER = join(ROOT, 'tests/scenarios')
const files = readdirSync(FOLDER).filter((name) => name.endsWith('.yaml'))
const textOf = (file: string) => readFileSync(join(FOLDER, file), 'utf8')

/** A restart after every entry costs with the square of them. */
const MOST_RESTARTED = 2000

function dataOf(file: string): Record<string, unknown> {
  const read = readText(textOf(file))
  if (!read.ok) throw new Error(`${file}: ${JSON.stringify(read.faults)}`)
  return read.data as Record<string, unknown>
}

function scenarioOf(data: unknown) {
  const read = parseScenario(data, contractShapes)
  if (!read.ok) throw new Error(JSON.stringify(read.faults))
  return read.scenario
}

describe('the scenarios', () => {
  it('hold every row of the table of edge cases', () => {
    const rows = new Set(files.map((name) => /^(\d\d)-/.exec(name)?.[1]))
    for (let row = 1; row <= 28; row++)
      expect([...rows], `row ${row}`).toContain(String(row).padStart(2, '0'))
  })

  it.each(files)('%s', (file) => {
    const answer = playText(textOf(file))
    expect(answer.ok ? answer.outcome.differences : answer.faults).toEqual([])
  })
})

describe('the example of the documentation', () => {
  it('passes', () => {
    const page = readFileSync(join(ROOT, 'docs/scenarios.md'), 'utf8')
    const example = /```yaml\n(name:[\s\S]*?)```/.exec(page)?.[1] ?? ''
    expect(playText(example)).toMatchObject({ ok: true, outcome: { passed: true } })
  })
})

describe('a scenario that expects something else', () => {
  const bogus = { at: '1m', type: 'raised', note: 'never said' }
  it.each(files)('fails: %s', (file) => {
    const data = dataOf(file)
    const tests = (data['event_test'] ?? []) as { exp_events: unknown[] }[]
    const states = (data['exp_states'] ?? []) as object[]
    const warnings = (data['warning_rule_test'] ?? []) as { exp_warnings?: unknown[]; exp_count?: number }[]
    const peaks = data['exp_missed_peaks'] as unknown[] | undefined
    const counts = (data['exp_event_counts'] ?? {}) as Record<string, number>
    const others = [
      ...(data['exp_events'] ? [{ ...data, exp_events: [...(data['exp_events'] as unknown[]), bogus] }] : []),
      ...tests.map((test) => ({
        ...data,
        event_test: [{ ...test, exp_events: [...test.exp_events, bogus] }],
      })),
      ...states.map((state) => ({ ...data, exp_states: [{ ...state, actual: { red: 'never' } }] })),
      ...warnings.map((test) => ({
        ...data,
        warning_rule_test: [
          test.exp_warnings
            ? { ...test, exp_warnings: [...test.exp_warnings, { subject: 'no/where' }] }
            : { ...test, exp_count: (test.exp_count ?? 0) + 1 },
        ],
      })),
      ...(peaks ? [{ ...data, exp_missed_peaks: [...peaks, { level: 'red', peak: -1 }] }] : []),
      ...Object.entries(counts).map(([type, count]) => ({
        ...data,
        exp_event_counts: { [type]: count + 1 },
      })),
    ]
    expect(others.length).toBeGreaterThan(0)
    for (const other of others) expect(runScenario(scenarioOf(other)).passed).toBe(false)
  })
})

describe('a journal that is replayed with a restart after every entry', () => {
  it.each(files)('says the same, ids included: %s', (file) => {
    const scenario = scenarioOf(dataOf(file))
    // What is broken on demand is not in the journal.
    if (scenario.happenings.some(({ kind }) => kind === 'fault')) return
    const playback = new Playback(scenario)
    playback.playTo(scenario.length)
    const said = playback.told.map(({ event, warning }) => JSON.stringify([event, warning]))
    const every = playback.entries.length > MOST_RESTARTED ? 1000 : 1
    const again = replay(playback.entries, every).map(({ event, warning }) =>
      JSON.stringify([event, warning]),
    )
    expect(again).toEqual(said)
  })
})

describe('pnpm scenario', () => {
  const run = (...args: string[]) =>
    spawnSync(process.execPath, [join(ROOT, 'scripts/scenario.ts'), ...args], { encoding: 'utf8' })

  it('says what passed and ends with 0', () => {
    const { status, stdout } = run(join(FOLDER, '01-exact-boundary.yaml'), join(FOLDER, '02-one-dip.yaml'))
    expect(stdout).toMatch(/^passed {2}\S+01-exact-boundary\.yaml: a level fires at the very threshold/)
    expect(stdout.trimEnd().endsWith('2 passed, 0 failed')).toBe(true)
    expect(status).toBe(0)
  })

  it('says what differs and ends with 1', () => {
    const folder = mkdtempSync(join(tmpdir(), 'scenarios-'))
    try {
      const broken = textOf('01-exact-boundary.yaml').replace('at: 3m, type: raised', 'at: 2m, type: raised')
      writeFileSync(join(folder, 'broken.yaml'), broken)
      writeFileSync(join(folder, 'unreadable.json'), '{ "rules": [')
      const { status, stdout } = run(folder)
      expect(stdout).toContain('expected at 2m, type raised, level yellow, reason threshold, value 10')
      expect(stdout).toContain('got      at 3m, type raised, level yellow, reason threshold, value 10')
      expect(stdout).toMatch(/unreadable\.json\n {10}line 1: /)
      expect(stdout).toContain('0 passed, 2 failed')
      expect(status).toBe(1)
    } finally {
      rmSync(folder, { recursive: true })
    }
  })
})
