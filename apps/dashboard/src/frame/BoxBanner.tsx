import { Button } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { calls } from '@tocsin/contract'
import { boxWarningsQuery } from '../api/queries.ts'
import { useLanguage } from '../language/use-language.ts'
import { useTranslation } from '../language/use-translation.ts'
import { useMay } from '../session/use-person.ts'
import { Since } from '../time/Since.tsx'
import { useTakeNote } from './use-take-note.ts'

/** On every page, as long as it lasts: nobody is called, or what is due is not done. */
export function BoxBanner() {
  const { t } = useTranslation()
  const language = useLanguage()
  const allowed = useMay(calls.acknowledgeBoxWarnings)
  const take = useTakeNote()
  const urgent = useQuery(boxWarningsQuery).data?.open.filter((one) => one.urgent) ?? []
  return urgent.map(({ id, reason, raisedAt, acknowledged }) => (
    <div key={id} className="alert box-banner" role="alert" data-testid="box-banner">
      <span>
        <strong>{reason[language]}</strong> <Since at={raisedAt} />
      </span>
      {acknowledged === null ? (
        <Button
          size="compact-sm"
          variant="default"
          disabled={!allowed}
          {...(!allowed && { title: t('forbidden.acknowledge') })}
          loading={take.isPending}
          onClick={() => take.mutate([id])}
          data-testid="box-take-note"
        >
          {t('box.takeNote')}
        </Button>
      ) : (
        <span className="muted">{t('box.takenBy', { name: acknowledged.name })}</span>
      )}
    </div>
  ))
}
