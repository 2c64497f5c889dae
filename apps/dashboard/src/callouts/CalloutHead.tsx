import type { CalloutView } from '@tocsin/contract'
import { useTranslation } from '../language/use-translation.ts'
import { LevelChip } from '../level/LevelChip.tsx'
import { useTimed } from '../time/ticker.ts'
import { countdownText, isLive, stillCalled } from './callout-order.ts'

/** 【演练】: nobody may take an exercise for the real thing, nor the other way round. */
export function ExerciseMark() {
  const { t } = useTranslation()
  return (
    <strong className="exercise-mark" data-testid="exercise">
      {t('callouts.exercise')}
    </strong>
  )
}

/** Level, whether it is an exercise, and how it stands. */
export function CalloutMarks({ callout }: { callout: CalloutView }) {
  const { t } = useTranslation()
  const { level, exercise, state, ordersMove } = callout
  return (
    <p className="row-actions">
      {exercise && <ExerciseMark />}
      {callout.simulated && (
        <strong className="tag" data-testid="simulated">
          {t('callouts.simulated')}
        </strong>
      )}
      {level === null ? <span className="tag">{t('callouts.noLevel')}</span> : <LevelChip level={level} />}
      <span className="tag callout-state" data-state={state.kind} data-testid="callout-state">
        {state.kind === 'ended' ? t(`callouts.how.${state.how}`) : t(`callouts.state.${state.kind}`)}
      </span>
      {state.kind === 'held' && <Held until={state.until} />}
      {ordersMove && (
        <strong className="tag" data-testid="orders-move">
          {t('callouts.ordersMove')}
        </strong>
      )}
      {state.kind === 'waiting' && (
        <span className="gate-text">
          {t(ordersMove ? 'callouts.waitingToMove' : 'callouts.waitingMeans')}
        </span>
      )}
    </p>
  )
}

function Held({ until }: { until: number }) {
  const { t } = useTranslation()
  const time = useTimed((now) => countdownText(until, now))
  return (
    <strong className="gate-text" role="timer" data-testid="countdown">
      {t('callouts.heldFor', { time })}
    </strong>
  )
}

/** When something falls due by itself. */
export function NextDue({ callout }: { callout: CalloutView }) {
  const { t } = useTranslation()
  const { state, nextAt } = callout
  const left = useTimed((now) => (nextAt === null || nextAt <= now ? '' : countdownText(nextAt, now)))
  if (state.kind !== 'running') return null
  if (nextAt === null) return <span className="muted">{t('callouts.noNext')}</span>
  return <span>{left === '' ? t('callouts.nextDue') : t('callouts.next', { time: left })}</span>
}

const PARTS = ['answered', 'ringing', 'silent', 'cannot'] as const

/** 已应答 │ 叫应中 │ 未应答 │ 无法到岗, as one bar and in numbers, and how many villages have their quorum. */
export function Totals({ callout }: { callout: CalloutView }) {
  const { t } = useTranslation()
  const { answered, silent, cannot, called } = callout
  // Once every village is met, nobody is called any more.
  const over = !isLive(callout) || callout.state.kind === 'met'
  const counts = { answered, ringing: stillCalled(callout), silent, cannot }
  return (
    <div className="totals" data-testid="totals">
      <div
        className="totals-bar"
        role="img"
        aria-label={t(over ? 'callouts.barOver' : 'callouts.bar', counts)}
      >
        {PARTS.map(
          (part) =>
            counts[part] > 0 && <span key={part} data-part={part} style={{ flexGrow: counts[part] }} />,
        )}
      </div>
      <p className="totals-numbers">
        {PARTS.map((part) => (
          <span key={part} data-part={part} data-empty={counts[part] === 0 || undefined}>
            {t(`callouts.count.${part === 'ringing' && over ? 'stopped' : part}`)} <b>{counts[part]}</b>
          </span>
        ))}
        <span className="muted">{t('callouts.ofCalled', { count: called })}</span>
        <span>{t('callouts.villages', { met: callout.villagesMet, all: callout.villages })}</span>
      </p>
    </div>
  )
}
