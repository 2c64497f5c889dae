import { IconBellOff, IconPlugConnectedX, IconTool, IconWaveSine } from '@tabler/icons-react'
import type { WarningView } from '@tocsin/contract'
import { useTranslation } from '../language/use-translation.ts'
import { shortAge } from '../time/format.ts'
import { useTimed } from '../time/ticker.ts'
import { useTimeText } from '../time/use-site.ts'
import { Lapsed } from './AcknowledgedBy.tsx'
import { standing } from './warning-order.ts'

/** What else there is to know of a warning at a glance: doubt, silence of its sensor, and why nobody is told of it for now. */
export function WarningTags({ warning }: { warning: WarningView }) {
  const { t } = useTranslation()
  const { needsConfirmation, dataLostSince, shelved, suppression, flapping, level } = warning
  const open = warning.state === 'open'
  return (
    <>
      <Lapsed warning={warning} />
      {needsConfirmation && (
        <span className="tag" data-tone="doubt" title={t('warning.doubtMeans')}>
          {t('warning.doubt')}
        </span>
      )}
      {level !== standing(warning) && warning.clearedAt === null && (
        <span className="tag">{t('warning.nowAt', { level: t(`level.chip.${level}`) })}</span>
      )}
      {open && dataLostSince !== null && <DataLost since={dataLostSince} />}
      {open && shelved !== null && <Shelved shelved={shelved} />}
      {open && suppression !== null && <Suppressed suppression={suppression} />}
      {open && flapping && (
        <span className="tag" title={t('warning.flappingMeans')} data-testid="flapping">
          <IconWaveSine size={13} aria-hidden="true" />
          {t('warning.flapping')}
        </span>
      )}
    </>
  )
}

function DataLost({ since }: { since: number }) {
  const { t } = useTranslation()
  const time = useTimeText()
  const age = useTimed((now) => shortAge(now - since))
  return (
    <span
      className="tag"
      data-tone="fault"
      title={t('warning.dataLostMeans', { at: time.full(since) })}
      data-testid="data-lost"
    >
      <IconPlugConnectedX size={13} aria-hidden="true" />
      {t('warning.dataLost', { age })}
    </span>
  )
}

function Shelved({ shelved }: { shelved: NonNullable<WarningView['shelved']> }) {
  const { t } = useTranslation()
  const time = useTimeText()
  const until = useTimed((now) => (shelved.until > now ? time.shortMoment(shelved.until, now) : ''))
  if (until === '') return null
  return (
    <span
      className="tag"
      data-tone="quiet"
      title={t('warning.by', { name: shelved.name, note: shelved.note })}
      data-testid="shelved"
    >
      <IconBellOff size={13} aria-hidden="true" />
      {t('warning.shelvedUntil', { until })}
    </span>
  )
}

function Suppressed({ suppression }: { suppression: NonNullable<WarningView['suppression']> }) {
  const { t } = useTranslation()
  const time = useTimeText()
  const until = useTimed((now) =>
    suppression.kind === 'maintenance' ? time.shortMoment(suppression.until, now) : '',
  )
  const title =
    suppression.kind === 'maintenance'
      ? t('warning.by', { name: suppression.by, note: suppression.note })
      : t('warning.dependencyMeans')
  return (
    <span className="tag" data-tone="quiet" title={title} data-testid="suppressed">
      <IconTool size={13} aria-hidden="true" />
      {suppression.kind === 'maintenance'
        ? t('warning.maintenanceUntil', { until })
        : t('warning.dependency')}
    </span>
  )
}
