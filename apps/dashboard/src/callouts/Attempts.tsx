import {
  IconBell,
  IconCheck,
  IconCircleDashed,
  IconEye,
  IconPhoneOff,
  IconPlayerStop,
  IconSend,
  IconX,
} from '@tabler/icons-react'
import type { CallView, LedgerPerson } from '@tocsin/contract'
import { ScrollRegion } from '../frame/ScrollRegion.tsx'
import { useTranslation } from '../language/use-translation.ts'
import { useTimed } from '../time/ticker.ts'
import { useTimeText } from '../time/use-site.ts'
import { FACTS, type Fact, factsOf } from './ledger-model.ts'

/** Shapes, not colours: read is an eye, only an answer is a tick. */
const ICONS = {
  made: IconSend,
  accepted: IconCircleDashed,
  delivered: IconBell,
  read: IconEye,
  answered: IconCheck,
  'not-dialled': IconPhoneOff,
  unanswered: IconPhoneOff,
  failed: IconX,
  'failed-for-good': IconX,
  dropped: IconPlayerStop,
} as const

/** Every attempt at one person; each with what is known of it, and what nobody knows. */
export function Attempts({ person }: { person: LedgerPerson }) {
  const { t } = useTranslation()
  if (person.calls.length === 0) return <p className="muted">{t('ledger.noCalls')}</p>
  return (
    <ScrollRegion label={`${person.name} · ${t('ledger.calls', { count: person.calls.length })}`}>
      <table className="plain attempts">
        <tbody>
          {person.calls.map((call) => (
            <Attempt key={call.key} call={call} />
          ))}
        </tbody>
      </table>
    </ScrollRegion>
  )
}

function Attempt({ call }: { call: CallView }) {
  const { t } = useTranslation()
  const facts = factsOf(call)
  return (
    <tr data-testid="attempt" data-dropped={call.droppedAt !== null || undefined}>
      <th scope="row">
        {t(`channel.${call.channel.kind}`)} · {t('ledger.attempt', { attempt: call.attempt })}
      </th>
      {facts.slice(0, FACTS.length).map((fact) => (
        <td key={fact.name}>
          <FactMark fact={fact} />
        </td>
      ))}
      <td>
        {facts.slice(FACTS.length).map((fact) => (
          <FactMark key={fact.name} fact={fact} />
        ))}
      </td>
    </tr>
  )
}

function FactMark({ fact: { name, at, detail } }: { fact: Fact }) {
  const { t } = useTranslation()
  const text = useTimeText()
  const time = useTimed((now) => (at === null ? '' : text.moment(at, now)))
  const Icon = ICONS[name]
  return (
    <span
      className="fact"
      data-fact={name}
      data-unknown={at === null || undefined}
      {...(name === 'read' && at !== null && { title: t('ledger.readIsNot') })}
      data-testid={`fact-${name}`}
    >
      {at !== null && <Icon size={14} stroke={2} aria-hidden="true" />}
      <span>{t(`ledger.fact.${name}`)}</span>
      {at === null ? (
        <span>{t('ledger.unknown')}</span>
      ) : (
        <time dateTime={new Date(at).toISOString()} title={text.full(at)}>
          {time}
        </time>
      )}
      {detail !== undefined && detail !== '' && <span>{detail}</span>}
    </span>
  )
}
