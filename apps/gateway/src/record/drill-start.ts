import type { BacktestEvent, BacktestJobWithResult, CalloutBody } from '@tocsin/contract'
import {
  type AreaPath,
  type DatastreamId,
  type Instant,
  LEVEL_WORDS,
  type Names,
  streamText,
} from '@tocsin/core'
import type { DrillStart } from '../http/record-services.ts'
import type { Outcome, Refusal } from '../http/services.ts'
import { officeTime } from './office-time.ts'

interface Known {
  readonly names: Names
  readonly zone: string
  /** The area itself or the nearest above it that is entered. */
  readonly areaOf: (path: AreaPath) => AreaPath | undefined
}

/**
 * The body of the exercise that a raise of a back-test begins: at its level, for its area, in words that say what was measured and when. Live
 * judging knows nothing of it: the flood was judged by the back-test.
 */
export function drillStart(
  job: BacktestJobWithResult | undefined,
  { backtest, subject, at, channels }: DrillStart,
  known: Known,
): Outcome<{ body: CalloutBody }> {
  if (job === undefined) return refused('not-found', `No back-test ${backtest}, or no longer`)
  if (job.result === null)
    return refused('too-late', `Back-test ${backtest} is ${job.state}, and has no result`)
  const warning = job.result.outcome.warnings.find((one) => one.subject === subject)
  const raise = warning?.events.find((event) => event.at === at && event.level !== undefined)
  if (warning === undefined || raise?.level === undefined) {
    return refused('not-found', `Back-test ${backtest} raised nothing on ${subject} at ${at}`)
  }
  const area = known.areaOf(warning.area)
  if (area === undefined) return refused('not-found', `No area ${warning.area}`)
  const text = textOf(subject as DatastreamId, at, raise, known)
  const source = `演练回放 ${job.rule.name}${job.rule.version === null ? '' : ` v${job.rule.version}`}`
  const { level } = raise
  return {
    ok: true,
    body: {
      kind: 'order',
      source: source.slice(0, 200),
      text: text.slice(0, 300),
      area,
      level,
      exercise: true,
      channels,
      ordersMove: false,
    },
  }
}

function textOf(subject: DatastreamId, at: Instant, raise: BacktestEvent, { names, zone }: Known): string {
  const stream = names.stream(subject)
  const place = stream === undefined ? subject : streamText(subject, 'zh', names)
  const windows = Object.entries(raise.windows ?? {}).map(([window, mm]) => `${window}累计${mm} mm`)
  const value =
    raise.reading === undefined || stream === undefined ? '' : `${raise.reading.value} ${stream.unit}`
  const measured = windows.length > 0 ? windows.join('、') : value
  const level = raise.level === undefined ? '' : LEVEL_WORDS.zh[raise.level]
  return `回放 ${officeTime(zone)(at)} 的实况：${place} ${measured}，达到${level}`
}

function refused(kind: 'not-found' | 'too-late', detail: string): { ok: false; refusal: Refusal } {
  return { ok: false, refusal: { kind, detail } }
}
