import type { PipelineView, StageView } from '@tocsin/contract'
import type { Translate } from '../language/words.ts'
import { shortAge } from '../time/format.ts'

/** A rate as people read it: `0.3`, `12`, `1,234`. */
export function rateText(perSecond: number): string {
  if (perSecond === 0) return '0'
  if (perSecond < 0.1) return '< 0.1'
  return perSecond < 10 ? perSecond.toFixed(1) : Math.round(perSecond).toLocaleString('en')
}

/** A duration of work: `0.4 ms`, `12 ms`, `1.2 s`. */
export function workText(ms: number): string {
  if (ms < 10) return `${ms.toFixed(1)} ms`
  return ms < 1000 ? `${Math.round(ms)} ms` : `${(ms / 1000).toFixed(1)} s`
}

/** What waits in front of a stage. */
export function waitingText(t: Translate, { stage, waiting, lagMs }: StageView): string | undefined {
  if (waiting === null) return undefined
  if (waiting === 0) return t('pipeline.nothingWaits')
  const count = waiting.toLocaleString('en')
  // A wait of less than a second is how the stage works, and nothing to read out.
  const isLong = lagMs !== null && lagMs >= 1000
  const age = isLong ? shortAge(lagMs) : ''
  if (stage === 'callout')
    return isLong ? t('pipeline.overdueFor', { count, age }) : t('pipeline.overdue', { count })
  return isLong ? t('pipeline.waitsFor', { count, age }) : t('pipeline.waits', { count })
}

export function errorsText(t: Translate, { stage, errors }: StageView): string | undefined {
  if (errors === null) return undefined
  if (errors.total === 0) return t(`pipeline.noErrors.${stage}`)
  return t(`pipeline.errors.${stage}`, {
    lately: errors.lately.toLocaleString('en'),
    total: errors.total.toLocaleString('en'),
  })
}

/** Stages and parts of the machine that are not well. */
export function troubles({ stages, machine }: PipelineView): number {
  const { eventLoop, disk, clock } = machine
  return [...stages, eventLoop, disk, clock].filter(({ status }) => status !== 'ok').length
}

/** The rates as the points of a line in a box of this size, the highest at the top; empty while there are fewer than two. */
export function trendPath(trend: readonly number[], width: number, height: number): string {
  if (trend.length < 2) return ''
  const high = Math.max(...trend) || 1
  return trend
    .map((rate, index) => {
      const x = (index / (trend.length - 1)) * (width - 2) + 1
      const y = height - 2 - (rate / high) * (height - 4)
      return `${index === 0 ? 'M' : 'L'}${x.toFixed(1)} ${y.toFixed(1)}`
    })
    .join('')
}
