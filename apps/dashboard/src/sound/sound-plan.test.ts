import type { WarningView } from '@tocsin/contract'
import type { Level } from '@tocsin/core'
import { describe, expect, it } from 'vitest'
import { type DeskSounds, SILENCE } from '../desk/desk-model.ts'
import { exampleWarning } from '../warnings/warning-example.ts'
import { type Heard, NOTHING_HEARD, nextSignal, type Signal } from './sound-plan.ts'

const warning = (level: Level, more: Partial<WarningView> = {}) =>
  exampleWarning({ id: level, level, ...more })

/** What is played over so many seconds, as `second:signal`. */
function played(
  open: WarningView[],
  seconds: number,
  more: {
    mutedUntil?: number
    linkLost?: boolean
    box?: Parameters<typeof nextSignal>[0]['box']
    desk?: DeskSounds
    flood?: boolean
  } = {},
) {
  let heard: Heard = NOTHING_HEARD
  const signals: string[] = []
  for (let second = 0; second <= seconds; second++) {
    const step: { signal: Signal | null; heard: Heard } = nextSignal(
      {
        open,
        box: more.box ?? [],
        desk: more.desk ?? SILENCE,
        linkLost: more.linkLost ?? false,
        mutedUntil: more.mutedUntil ?? null,
        flood: more.flood ?? false,
      },
      heard,
      second * 1000,
    )
    heard = step.heard
    if (step.signal) signals.push(`${second}:${step.signal}`)
  }
  return signals.join(' ')
}

describe('sound', () => {
  const f = (name: string, actual: () => string, expected: string) =>
    it(name, () => expect(actual()).toBe(expected))
  const taken = { acknowledged: { by: 'li', name: '李', at: 0, level: 'red' as const } }
  f(
    'red rings every four seconds until somebody comes',
    () => played([warning('red')], 9),
    '0:red 4:red 8:red',
  )
  f('red is quiet once acknowledged', () => played([warning('red', taken)], 9), '')
  f('orange sounds every ten seconds', () => played([warning('orange')], 21), '0:orange 10:orange 20:orange')
  f('yellow sounds once', () => played([warning('yellow')], 60), '0:yellow')
  f(
    'in a flood of warnings red sounds every ten seconds, and yellow not at all',
    () => played([warning('red')], 21, { flood: true }) + played([warning('yellow')], 21, { flood: true }),
    '0:red 10:red 20:red',
  )
  it('what clears falls softly once, and what was over before makes no sound', () => {
    const around = (open: WarningView[]) => ({
      open,
      box: [],
      desk: SILENCE,
      linkLost: false,
      mutedUntil: null,
    })
    const over = warning('blue', { clearedAt: 1 })
    const first = nextSignal(around([over]), NOTHING_HEARD, 0)
    expect(first.signal).toBeNull()
    const breaching = nextSignal(around([warning('blue')]), first.heard, 1000)
    const cleared = nextSignal(around([over]), breaching.heard, 2000)
    expect([breaching.signal, cleared.signal]).toEqual([null, 'cleared'])
    expect(nextSignal(around([]), cleared.heard, 3000).signal).toBeNull()
  })
  f('blue is silent', () => played([warning('blue')], 60), '')
  f(
    'red drowns the others',
    () => played([warning('red'), warning('orange'), warning('yellow')], 5),
    '0:red 4:red',
  )
  f(
    'nothing sounds while muted, and red breaks through after it',
    () => played([warning('red')], 6, { mutedUntil: 5000 }),
    '5:red',
  )
  f(
    'a lost link beeps every half minute',
    () => played([], 31, { linkLost: true }),
    '0:link-lost 30:link-lost',
  )
  f(
    'what cleared without anybody still rings',
    () => played([warning('red', { clearedAt: 1 })], 4),
    '0:red 4:red',
  )
  f(
    'a red that fell to yellow before anybody came still rings red',
    () => played([warning('yellow', { gravest: 'red' })], 4),
    '0:red 4:red',
  )
  f(
    'a shelved red is quiet until its end, and rings again from then on',
    () => played([warning('red', { shelved: { until: 6000, by: 'li', name: '李', note: '…' } })], 9),
    '6:red',
  )
  f(
    'what is suppressed is quiet',
    () =>
      played(
        [
          warning('red', {
            suppression: { kind: 'maintenance', since: 0, until: 9000, by: 'li', note: '…' },
          }),
        ],
        9,
      ),
    '',
  )
  const note = { by: 'li', name: '李', at: 0, note: '' }
  const about = (id: string, urgent: boolean, acknowledged: typeof note | null = null) => ({
    id,
    urgent,
    acknowledged,
  })
  f(
    'that nobody is called sounds every ten seconds',
    () => played([], 21, { box: [about('box-1', true)] }),
    '0:orange 10:orange 20:orange',
  )
  f(
    'and is quiet once somebody has taken note',
    () => played([], 21, { box: [about('box-1', true, note)] }),
    '',
  )
  f(
    'villages that cannot be warned sound once, however many',
    () => played([], 60, { box: [about('box-1', false), about('box-2', false)] }),
    '0:yellow',
  )
  f(
    'the desk knocks about red every fifteen seconds until it is seen',
    () => played([], 31, { desk: { knock: 'red', calls: [] } }),
    '0:knock 15:knock 30:knock',
  )
  f(
    'about orange every thirty, and about yellow and blue once',
    () =>
      (['orange', 'yellow', 'blue'] as const)
        .map((knock) => played([], 31, { desk: { knock, calls: [] } }))
        .join(' · '),
    '0:knock 30:knock · 0:knock · 0:knock',
  )
  f(
    'a call to whoever sits here rings every six seconds until it is answered',
    () => played([], 13, { desk: { knock: null, calls: ['w.1/1'] } }),
    '0:call 6:call 12:call',
  )
  it('knocks anew about yellow when something new came after all was seen', () => {
    const at = (knock: 'yellow' | null) => ({
      open: [],
      box: [],
      desk: { knock, calls: [] },
      linkLost: false,
      mutedUntil: null,
    })
    const first = nextSignal(at('yellow'), NOTHING_HEARD, 0)
    const seen = nextSignal(at(null), first.heard, 1000)
    expect([seen.signal, nextSignal(at('yellow'), seen.heard, 2000).signal]).toEqual([null, 'knock'])
  })
  it('a yellow raised again sounds again', () => {
    const first = nextSignal(
      { open: [warning('yellow')], box: [], desk: SILENCE, linkLost: false, mutedUntil: null },
      NOTHING_HEARD,
      0,
    )
    const again = {
      open: [warning('yellow', { raisedAt: 900 })],
      box: [],
      desk: SILENCE,
      linkLost: false,
      mutedUntil: null,
    }
    expect(nextSignal(again, first.heard, 1000).signal).toBe('yellow')
  })
})
