import type { PersonRecordView, RecordView, RoundView } from '@tocsin/contract'
import { answerText } from '../callouts/ledger-words.ts'
import { ScrollRegion } from '../frame/ScrollRegion.tsx'
import { useTranslation } from '../language/use-translation.ts'
import { LevelChip } from '../level/LevelChip.tsx'
import { useTimeText } from '../time/use-site.ts'
import { tookText } from './took.ts'

/** Each round: how far each village came, and every person, attempt and answer. */
export function Rounds({ record }: { record: RecordView }) {
  const { t } = useTranslation()
  if (record.rounds.length === 0) {
    return <p className="panel empty">{t('record.nobody')}</p>
  }
  return record.rounds.map((round, index) => (
    <section
      key={`${round.callout}/${round.generation}`}
      className="panel"
      aria-labelledby={`round-${index}`}
    >
      <div className="panel-head">
        <h2 id={`round-${index}`}>
          {t('record.round', { round: index + 1 })} · {t('record.people')}
        </h2>
        <LevelChip level={round.level} />
      </div>
      <Villages round={round} record={record} />
      <People persons={round.persons} record={record} label={`${t('record.people')} ${index + 1}`} />
    </section>
  ))
}

/** Who was told that it is over, and whether that has reached them. */
export function Told({ record }: { record: RecordView }) {
  const { t } = useTranslation()
  if (record.told.length === 0) return null
  return (
    <section className="panel" aria-labelledby="told">
      <div className="panel-head">
        <h2 id="told">{t('record.told')}</h2>
      </div>
      <People persons={record.told} record={record} label={t('record.told')} told />
    </section>
  )
}

function Villages({ round, record }: { round: RoundView; record: RecordView }) {
  const { t } = useTranslation()
  const time = useTimeText()
  return (
    <ScrollRegion label={t('record.villages')}>
      <table className="plain">
        <thead>
          <tr>
            <th scope="col">{t('record.village')}</th>
            <th scope="col">{t('record.plan')}</th>
            <th scope="col">{t('record.steps')}</th>
            <th scope="col">{t('record.quorumAfter')}</th>
          </tr>
        </thead>
        <tbody>
          {round.villages.map(({ village, plan, steps, metAt }) => (
            <tr key={village}>
              <th scope="row">{record.names.areas[village] ?? village}</th>
              <td>
                {plan === null
                  ? t('record.noPlan')
                  : `${plan.name} (${t('record.version', { version: plan.version })})`}
              </td>
              <td>
                {steps
                  .map(
                    ({ at, step, loop }) => `${step + 1}${loop > 0 ? `/${loop + 1}` : ''} ${time.time(at)}`,
                  )
                  .join(' · ')}
              </td>
              <td>{metAt === null ? t('record.notMet') : tookText(metAt - round.since)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </ScrollRegion>
  )
}

const FACTS = ['made', 'accepted', 'delivered', 'read', 'answered'] as const

interface PeopleProps {
  readonly persons: readonly PersonRecordView[]
  readonly record: RecordView
  readonly label: string
  readonly told?: boolean
}

function People({ persons, record, label, told = false }: PeopleProps) {
  const { t } = useTranslation()
  return (
    <ScrollRegion label={label}>
      <table className="plain record-people">
        <thead>
          <tr>
            <th scope="col">{t('record.person')}</th>
            <th scope="col">{t('record.attempts')}</th>
            {FACTS.map((fact) => (
              <th key={fact} scope="col">
                {t(`ledger.fact.${fact}`)}
              </th>
            ))}
            {!told && <th scope="col">{t('record.answer')}</th>}
          </tr>
        </thead>
        <tbody>
          {persons.map((person) => (
            <PersonRows key={person.person} person={person} record={record} told={told} />
          ))}
        </tbody>
      </table>
    </ScrollRegion>
  )
}

function PersonRows({
  person,
  record,
  told,
}: {
  person: PersonRecordView
  record: RecordView
  told: boolean
}) {
  const { t } = useTranslation()
  const { names } = record
  const { attempts } = person
  const rows = Math.max(1, attempts.length)
  const who = (
    <th scope="rowgroup" rowSpan={rows}>
      {names.persons[person.person] ?? person.person}
      <span className="muted">
        {[names.roles[person.person], ...person.villages.map((path) => names.areas[path] ?? path)]
          .filter(Boolean)
          .join(' · ')}
      </span>
    </th>
  )
  const answer = told ? null : (
    <td rowSpan={rows} data-testid="record-answer">
      <AnswerCell person={person} record={record} />
    </td>
  )
  if (attempts.length === 0) {
    return (
      <tr data-testid="record-person">
        {who}
        <td colSpan={FACTS.length + 1} className="muted">
          {t('record.neverCalled')}
        </td>
        {answer}
      </tr>
    )
  }
  return attempts.map((call, index) => (
    <tr key={call.key} data-testid={index === 0 ? 'record-person' : undefined}>
      {index === 0 && who}
      <td>
        {t(`channel.${call.channel.kind}`)} · {t('record.attempt', { attempt: call.attempt })}
        <span className="muted">{names.contacts[call.channel.id] ?? ''}</span>
      </td>
      {FACTS.map((fact) => (
        <td key={fact} data-testid={`record-${fact}`}>
          <FactCell call={call} fact={fact} knows={record.knows[call.channel.kind]} />
        </td>
      ))}
      {index === 0 && answer}
    </tr>
  ))
}

function FactCell({
  call: { facts, droppedAt },
  fact,
  knows,
}: {
  call: PersonRecordView['attempts'][number]
  fact: (typeof FACTS)[number]
  knows: readonly string[] | undefined
}) {
  const { t } = useTranslation()
  const time = useTimeText()
  const at = facts[`${fact}At`]
  if (at !== null) return <time dateTime={new Date(at).toISOString()}>{time.time(at)}</time>
  if (fact === 'made') {
    const { failed } = facts
    if (failed !== null)
      return `${t(failed.permanent ? 'ledger.fact.failed-for-good' : 'ledger.fact.failed')} ${failed.detail}`
    return droppedAt === null ? '—' : t('ledger.fact.dropped')
  }
  if (knows?.includes(fact) === false) {
    return (
      <span className="muted" title={t('record.cannotKnow')}>
        {t('ledger.unknown')}
      </span>
    )
  }
  if (fact === 'answered' && facts.unansweredAt !== null) return t('ledger.fact.unanswered')
  return <span title={t('record.notHeard')}>—</span>
}

function AnswerCell({ person, record: { names } }: { person: PersonRecordView; record: RecordView }) {
  const { t } = useTranslation()
  const time = useTimeText()
  const named = (ids: readonly string[]) => ids.map((id) => names.persons[id] ?? id).join(' ')
  const newest = person.answers.at(-1)
  const handed = person.handedTo.filter((id) => id !== null)
  return (
    <>
      <b>{newest === undefined ? t(`record.state.${person.state}`) : answerText(t, newest)}</b>
      {newest !== undefined && (
        <span className="muted">
          {[
            time.time(newest.at),
            tookText(person.tookMs),
            t(`channel.${newest.via}`),
            newest.recordedBy === undefined ? '' : t('record.recordedBy', { name: newest.recordedBy }),
            newest.late ? t('record.late') : '',
          ]
            .filter(Boolean)
            .join(' · ')}
        </span>
      )}
      {handed.length > 0 && <span className="muted">{t('record.handedTo', { names: named(handed) })}</span>}
      {handed.length < person.handedTo.length && <span className="muted">{t('record.handedNobody')}</span>}
      {person.standsInFor.length > 0 && (
        <span className="muted">{t('record.standsInFor', { names: named(person.standsInFor) })}</span>
      )}
    </>
  )
}
