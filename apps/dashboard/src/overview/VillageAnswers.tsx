import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import type { CalloutView } from '@tocsin/contract'
import { calloutQuery } from '../api/callout-queries.ts'
import { CalloutMarks, Totals } from '../callouts/CalloutHead.tsx'
import { countdownText } from '../callouts/callout-order.ts'
import { Loaded } from '../frame/Loaded.tsx'
import '../language/callout-words.ts'
import '../language/shell-words.ts'
import { useLanguage } from '../language/use-language.ts'
import { useTranslation } from '../language/use-translation.ts'
import { useTimed } from '../time/ticker.ts'
import '../callouts/callouts.css'
import { type VillageAnswer, villageAnswers } from './village-answers.ts'

interface Props {
  readonly callouts: readonly CalloutView[]
  /** Call-outs listed with their villages. */
  readonly most: number
  /** On a wall that everybody can read, people are not named in full. */
  readonly nameOf?: (name: string) => string
}

/** Who has answered and who has not, village by village, of the call-outs that are on. */
export function VillageAnswers({ callouts, most, nameOf = (name) => name }: Props) {
  const { t } = useTranslation()
  return (
    <section className="panel" aria-labelledby="village-answers" data-testid="village-answers">
      <div className="panel-head">
        <h2 id="village-answers">{t('villages.title')}</h2>
        <Link to="/callouts" className="push">
          {t('villages.all', { count: callouts.length })}
        </Link>
      </div>
      <ul>
        {callouts.slice(0, most).map((callout) => (
          <Answers key={callout.id} callout={callout} nameOf={nameOf} />
        ))}
      </ul>
    </section>
  )
}

function Answers({ callout, nameOf }: { callout: CalloutView; nameOf(name: string): string }) {
  const query = useQuery(calloutQuery(callout.id))
  const said = callout.said[useLanguage()]
  return (
    <li className="answers" data-level={callout.level ?? undefined}>
      <CalloutMarks callout={callout} />
      <h3>
        <Link to="/callouts/$id" params={{ id: callout.id }}>
          {said}
        </Link>
      </h3>
      <Totals callout={callout} />
      <Loaded query={query} height={60}>
        {(ledger) => (
          <ul className="answers-villages">
            {villageAnswers(ledger).map((village) => (
              <Village key={village.village} village={village} nameOf={nameOf} />
            ))}
          </ul>
        )}
      </Loaded>
    </li>
  )
}

/** Names in one line; the ledger has them all. */
const NAMED = 6

function Village({ village, nameOf }: { village: VillageAnswer; nameOf(name: string): string }) {
  const { t } = useTranslation()
  const { name, standing, answered, silent, ringing, nextAt } = village
  const left = useTimed((now) => (nextAt === null || nextAt <= now ? '' : countdownText(nextAt, now)))
  const list = (names: readonly string[]) =>
    names.slice(0, NAMED).map(nameOf).join(t('and')) +
    (names.length > NAMED ? ` +${names.length - NAMED}` : '')
  return (
    <li data-standing={standing} data-testid="village-answer">
      <span className="answers-mark" aria-hidden="true">
        {{ uncovered: '⊘', silent: '✕', waiting: '○', met: '✓' }[standing]}
      </span>
      <b>{name}</b> <span className="answers-state">{t(`villages.${standing}`)}</span>
      {left !== '' && standing !== 'met' && (
        <span className="push">{t('villages.next', { time: left })}</span>
      )}
      <p>
        {silent.length > 0 && (
          <span className="answers-silent">
            {t('villages.names.silent')} {list(silent)}{' '}
          </span>
        )}
        {ringing.length > 0 && (
          <span>
            {t('villages.names.ringing')} {list(ringing)}{' '}
          </span>
        )}
        {answered.length > 0 && (
          <span className="muted">
            {t('villages.names.answered')} {list(answered)}
          </span>
        )}
      </p>
    </li>
  )
}
