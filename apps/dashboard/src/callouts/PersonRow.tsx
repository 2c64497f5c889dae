import { Button } from '@mantine/core'
import { type CalloutWithLedger, calls, type LedgerPerson } from '@tocsin/contract'
import { memo, useState } from 'react'
import { useTranslation } from '../language/use-translation.ts'
import { useMay } from '../session/use-person.ts'
import { Since } from '../time/Since.tsx'
import { AnswerForm } from './AnswerForm.tsx'
import { Attempts } from './Attempts.tsx'
import { isSilent, newestAnswer } from './ledger-model.ts'
import { answerText } from './ledger-words.ts'

interface Props {
  readonly person: LedgerPerson
  readonly callout: string
  readonly tracks: CalloutWithLedger['tracks']
  readonly names: CalloutWithLedger['names']
  /** False for who was called at a level that a higher one replaced. */
  readonly present: boolean
}

/**
 * One person: how they stand, their newest answer, and every attempt with what is known of it. Drawn anew only when something of this person changed: five
 * hundred of them may stand on a board. What becomes known stands beside the name, where it makes no row longer.
 */
export const PersonRow = memo(function PersonRow(props: Props) {
  const { person, callout, tracks, names, present } = props
  const { t } = useTranslation()
  const allowed = useMay(calls.recordAnswer)
  const [recording, setRecording] = useState(false)
  const silent = isSilent(person)
  const state = silent ? 'silent' : person.state
  return (
    <li
      className="called-person"
      data-state={state}
      data-earlier={!present || undefined}
      data-testid="person"
    >
      <div className="row-actions">
        <strong className="person-name">{person.name}</strong>
        <span className="muted">{villagesText(person, tracks, t('and'))}</span>
        <span className="tag person-state" data-state={state} data-testid="person-state">
          {t(`ledger.state.${state}`)}
        </span>
        {!present && (
          <span className="tag" data-tone="quiet">
            {t('ledger.earlierLevel', { level: t(`level.chip.${person.level}`) })}
          </span>
        )}
        {silent && person.silentSince !== null && (
          <span className="silent-since">
            {t('ledger.silentSince')} <Since at={person.silentSince} />
          </span>
        )}
        <Answers person={person} names={names} />
        {present && (
          <Button
            variant="default"
            size="compact-sm"
            className="push"
            disabled={!allowed}
            {...(!allowed && { title: t('forbidden.answer') })}
            aria-expanded={recording}
            aria-label={t('answer.recordFor', { name: person.name })}
            onClick={() => setRecording(!recording)}
            data-testid="record-answer"
          >
            {t('answer.record')}
          </Button>
        )}
      </div>
      {recording && <AnswerForm callout={callout} person={person} onClose={() => setRecording(false)} />}
      <Attempts person={person} />
    </li>
  )
})

function villagesText({ villages }: LedgerPerson, tracks: Props['tracks'], and: string): string {
  const names = new Map(tracks.map(({ village, name }) => [village, name]))
  return villages.map((path) => names.get(path) ?? path).join(and)
}

/** The newest answer counts and stands first; those before it are kept. */
function Answers({ person, names }: Pick<Props, 'person' | 'names'>) {
  const { t } = useTranslation()
  const newest = newestAnswer(person)
  if (newest === undefined) return null
  const earlier = person.answers.filter((answer) => answer !== newest).toReversed()
  return (
    <>
      <AnswerLine answer={newest} person={person} names={names} />
      {earlier.length > 0 && (
        <details className="earlier-answers">
          <summary>{t('answer.earlier')}</summary>
          {earlier.map((answer, index) => (
            <AnswerLine
              key={`${answer.at}/${earlier.length - index}`}
              answer={answer}
              person={person}
              names={names}
            />
          ))}
        </details>
      )}
    </>
  )
}

interface LineProps {
  readonly answer: LedgerPerson['answers'][number]
  readonly person: LedgerPerson
  readonly names: Props['names']
}

function AnswerLine({ answer, person, names }: LineProps) {
  const { t } = useTranslation()
  return (
    <span className="row-actions answer" data-code={answer.code} data-testid="answer">
      <strong>{answerText(t, answer)}</strong>
      <span className="muted">{t('answer.via', { channel: t(`channel.${answer.via}`) })}</span>
      {answer.recordedBy !== undefined && (
        <span data-testid="recorded-by">
          {t('answer.by', { name: names[answer.recordedBy] ?? answer.recordedBy })}
        </span>
      )}
      {answer.late && (
        <span className="tag" data-tone="doubt" data-testid="late">
          {t('answer.late')}
        </span>
      )}
      {answer.generation !== person.generation && (
        <span className="tag" data-tone="quiet">
          {t('answer.atLevel', { level: t(`level.chip.${answer.level}`) })}
        </span>
      )}
      <Since at={answer.at} />
    </span>
  )
}
