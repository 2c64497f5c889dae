import type { Instant, Observation, Warning } from '@tocsin/core'
import type { Message } from './sender.ts'
import type { Followed } from './store.ts'

/** What stands in every message. */
export interface Frame {
  /** Of the target: the same message to another one is another message. */
  readonly target: string
  /** True where nothing of it is to be acted on: the box is on trial, or its data are replayed. */
  readonly exercise: boolean
}

export function warningMessage({ number, event, warning }: Followed, { target, exercise }: Frame): Message {
  return {
    kind: 'warning',
    key: `${target}-${event.id}`,
    at: event.at,
    parts: {
      kind: 'warnings',
      area: warning.area,
      ...placeOf(warning),
      rule: warning.rule.id,
      level: warning.level,
      warning: warning.id,
    },
    body: JSON.stringify({ type: 'warning', id: event.id, sequence: number, exercise, event, warning }),
  }
}

function placeOf({ subject }: Warning): Record<string, string> {
  const [station = '', datastream = ''] = subject.split('/')
  return { station, datastream }
}

/** `lost`: how many were given up since the batch before. */
export function observationsMessage(
  observations: readonly Observation[],
  parts: Readonly<Record<string, string>>,
  { key, lost, at, exercise }: { key: string; lost: number; at: Instant; exercise: boolean },
): Message {
  return {
    kind: 'observations',
    key,
    at,
    parts: { kind: 'observations', ...parts },
    body: JSON.stringify({
      type: 'observations',
      id: key,
      exercise,
      lost,
      observations: observations.map(
        ({ datastream, phenomenonTime, receivedAt, value, flag, checks, timeliness }) => ({
          datastream,
          phenomenonTime,
          receivedAt,
          value,
          flag,
          checks,
          timeliness,
        }),
      ),
    }),
  }
}

export function testMessage(target: string, at: Instant): Message {
  const key = `${target}-test-${at}`
  return {
    kind: 'test',
    key,
    at,
    parts: { kind: 'tests' },
    body: JSON.stringify({ type: 'test', id: key, exercise: true, at }),
  }
}
