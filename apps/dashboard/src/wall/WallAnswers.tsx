import { useQueries } from '@tanstack/react-query'
import type { CalloutView } from '@tocsin/contract'
import { calloutQuery } from '../api/callout-queries.ts'
import { ExerciseMark, Totals } from '../callouts/CalloutHead.tsx'
import { countdownText } from '../callouts/callout-order.ts'
import { useTranslation } from '../language/use-translation.ts'
import { LevelChip } from '../level/LevelChip.tsx'
import { type VillageAnswer, villageAnswers } from '../overview/village-answers.ts'
import { useTimed } from '../time/ticker.ts'
import { Rotating } from './Rotating.tsx'
import { maskedName } from './rotation.ts'

/** Call-outs whose villages are followed; the gravest first. */
const FOLLOWED = 5

interface Line {
  readonly callout: CalloutView
  readonly village: VillageAnswer
}

/** Who has answered and who has not, village by village over all call-outs, those first of whom nobody knows. */
export function WallAnswers({ callouts }: { callouts: readonly CalloutView[] }) {
  const { t } = useTranslation()
  const followed = callouts.slice(0, FOLLOWED)
  const ledgers = useQueries({ queries: followed.map(({ id }) => calloutQuery(id)) })
  const lines: Line[] = followed.flatMap((callout, index) => {
    const ledger = ledgers[index]?.data
    return ledger === undefined ? [] : villageAnswers(ledger).map((village) => ({ callout, village }))
  })
  const waiting = lines.filter(({ village }) => village.standing !== 'met')
  const sorted = [...waiting, ...lines.filter(({ village }) => village.standing === 'met')]
  return (
    <section className="wall-panel" aria-labelledby="wall-answers" data-testid="wall-answers">
      <h2 id="wall-answers">{t('villages.title')}</h2>
      {followed[0] && <Totals callout={followed[0]} />}
      <Rotating
        items={sorted}
        lineEm={4.2}
        line={(line) => <Village key={`${line.callout.id} ${line.village.village}`} line={line} />}
      />
      {callouts.length > FOLLOWED && (
        <p className="muted">{t('wall.moreCallouts', { count: callouts.length - FOLLOWED })}</p>
      )}
    </section>
  )
}

function Village({ line: { callout, village } }: { line: Line }) {
  const { t } = useTranslation()
  const { name, standing, answered, silent, ringing, nextAt } = village
  const left = useTimed((now) => (nextAt === null || nextAt <= now ? '' : countdownText(nextAt, now)))
  const named = [...silent, ...ringing, ...answered]
  return (
    <li className="wall-village" data-standing={standing} data-testid="wall-village">
      {callout.exercise && <ExerciseMark />}
      {callout.level !== null && <LevelChip level={callout.level} />}
      <strong>{name}</strong> <span className="wall-standing">{t(`villages.${standing}`)}</span>
      {left !== '' && standing !== 'met' && (
        <span className="wall-next">{t('villages.next', { time: left })}</span>
      )}
      <span className="muted wall-names">
        {t('called.answered', { answered: answered.length, called: named.length })}{' '}
        {(silent.length > 0 ? silent : ringing).map(maskedName).join(t('and'))}
      </span>
    </li>
  )
}
