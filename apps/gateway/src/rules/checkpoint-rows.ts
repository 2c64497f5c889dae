import type {
  Change,
  Instant,
  Judge,
  MissedPeak,
  Observation,
  Position,
  RejectedFrame,
  Rejection,
  Ruled,
} from '@tocsin/core'
import type { SavedVerdict } from '../journal/observation-source.ts'
import type { StatementName } from './checkpoint-writer.ts'

/** What judging has brought since the last checkpoint. */
export interface Gathered {
  events: Ruled[]
  shadowEvents: Ruled[]
  missedPeaks: MissedPeak[]
  verdicts: { position: Position; observations: readonly Observation[] }[]
  rejections: {
    at: Instant
    station: string
    rejections: readonly Rejection[]
    frame?: RejectedFrame | undefined
  }[]
  changes: { at: Instant; by: string; change: Change }[]
}

/** A statement of the writer with its parameters. */
export type Row = readonly [statement: StatementName, ...parameters: (string | number | null)[]]

/** Rejections kept; the oldest go first. A broken device must not fill the disk. */
const MAX_REJECTIONS = 20_000
/** Frames kept with them: at most some 20 MB. */
const MAX_FRAMES = 5000

/** What has to be written so that the database says what the judge is now. Calls nothing of the judge but what tells. */
export function rowsOf(judge: Judge, gathered: Gathered): Row[] {
  const rows: Row[] = gathered.changes.map(changeRow)
  for (const { datastream, state } of judge.changed()) {
    rows.push(
      state === undefined ? ['dropStream', datastream] : ['saveStream', datastream, JSON.stringify(state)],
    )
  }
  for (const { position, observations } of gathered.verdicts) {
    const saved: SavedVerdict = observations.map((one) => [
      one.datastream,
      one.phenomenonTime,
      one.receivedAt,
      one.value,
      one.flag,
      [...one.checks],
    ])
    rows.push(['saveVerdict', position, JSON.stringify(saved)])
  }
  for (const { warning, event } of gathered.events) {
    const { id, state, raisedAt, subject } = warning
    rows.push(['saveWarning', id, state, raisedAt, subject, JSON.stringify(warning)])
    rows.push(['saveEvent', event.id, id, event.at, JSON.stringify(event)])
  }
  for (const { warning, event } of gathered.shadowEvents) {
    const { id, state, rule, raisedAt } = warning
    rows.push(['saveShadow', id, state, rule.id, raisedAt, JSON.stringify(warning)])
    rows.push(['saveShadowEvent', event.id, id, event.at, JSON.stringify(event)])
  }
  for (const missed of gathered.missedPeaks) {
    rows.push(['saveMissed', missed.id, missed.subject, missed.recordedAt, JSON.stringify(missed)])
  }
  for (const { at, station, rejections, frame } of gathered.rejections) {
    if (frame !== undefined) rows.push(['saveFrame', at, station, frame.dialect, frame.hex])
    const statement = frame === undefined ? 'saveRejection' : 'saveFramedRejection'
    for (const { path, reason, excerpt } of rejections)
      rows.push([statement, at, station, path, reason, excerpt])
  }
  if (gathered.rejections.length > 0) {
    rows.push(['trimRejections', MAX_REJECTIONS], ['trimFrames', MAX_FRAMES])
  }
  const maintenance = JSON.stringify(judge.maintenance)
  rows.push(['savePosition', judge.position, judge.now, judge.clock, judge.startedAt, maintenance])
  return rows
}

function changeRow({ at, by, change }: Gathered['changes'][number]): Row {
  switch (change.kind) {
    case 'station':
      return ['saveStation', change.station.id, JSON.stringify(change.station), at]
    case 'rule': {
      const { rule, reason } = change
      return ['saveRule', rule.id, rule.version, at, by, reason ?? null, JSON.stringify(rule)]
    }
    case 'table': {
      const { table, reason } = change
      return ['saveTable', table.id, table.version, at, by, reason ?? null, JSON.stringify(table)]
    }
    case 'rule-deleted':
      return ['saveDeletion', 'rule', change.rule, at, by, change.reason]
    case 'table-deleted':
      return ['saveDeletion', 'table', change.table, at, by, change.reason]
    default:
      return change satisfies never
  }
}
