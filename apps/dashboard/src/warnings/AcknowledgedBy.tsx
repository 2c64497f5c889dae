import { IconCheck, IconHourglassEmpty } from '@tabler/icons-react'
import type { WarningView } from '@tocsin/contract'
import { UNDO_FOR } from '@tocsin/core'
import { useTranslation } from '../language/use-translation.ts'
import { usePerson } from '../session/use-person.ts'
import { shortAge } from '../time/format.ts'
import { Since } from '../time/Since.tsx'
import { useTimed } from '../time/ticker.ts'
import { useTimeText } from '../time/use-site.ts'
import { useWithdraw } from './use-withdraw.ts'

interface Props {
  readonly warning: WarningView
  readonly acknowledged: NonNullable<WarningView['acknowledged']>
  readonly sentence: string
  /** Says also when it lapses. */
  readonly whole?: boolean
}

/** Who has it, and since when. Whoever just took it may take that back. */
export function AcknowledgedBy({ warning, acknowledged, sentence, whole = false }: Props) {
  const { t } = useTranslation()
  const time = useTimeText()
  const person = usePerson()
  const fresh = useTimed((now) => now - acknowledged.at < UNDO_FOR)
  const withdraw = useWithdraw(warning, sentence)
  const open = warning.state === 'open'
  return (
    <span className="acknowledged-by" data-testid="acknowledged-by" data-by={acknowledged.by}>
      <IconCheck size={15} stroke={2.4} aria-hidden="true" />
      <span>
        <b>{t('acknowledge.by', { name: acknowledged.name })}</b> <Since at={acknowledged.at} />
        {open && fresh && acknowledged.by === person?.username && (
          <button
            type="button"
            className="link-button"
            onClick={() => withdraw.mutate()}
            disabled={withdraw.isPending}
            aria-label={t('acknowledge.undoLabel', { sentence })}
            data-testid="undo-acknowledgement"
          >
            {t('acknowledge.undo')}
          </button>
        )}
        {open && whole && typeof acknowledged.lapsesAt === 'number' && (
          <span className="muted" data-testid="lapses-at">
            {' '}
            {t('acknowledge.lapsesAt', { at: time.time(acknowledged.lapsesAt) })}
          </span>
        )}
      </span>
    </span>
  )
}

/** Who had it and let it lapse, while nobody has it. */
export function Lapsed({ warning }: { warning: WarningView }) {
  const { t } = useTranslation()
  const time = useTimeText()
  const { acknowledged, lapsed } = warning
  const age = useTimed((now) => shortAge(now - (lapsed?.lapsedAt ?? now)))
  if (warning.state !== 'open' || acknowledged !== null || !lapsed) return null
  const { name, at, lapsedAt } = lapsed
  return (
    <span
      className="tag"
      data-tone="fault"
      title={t('acknowledge.lapsedMeans', { name, at: time.full(at), lapsedAt: time.time(lapsedAt) })}
      data-testid="lapsed"
      data-by={lapsed.by}
    >
      <IconHourglassEmpty size={13} aria-hidden="true" />
      {t('acknowledge.lapsed', { name, age })}
    </span>
  )
}
