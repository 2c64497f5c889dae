import { useTranslation } from '../language/use-translation.ts'
import { useLink } from '../live/use-live.ts'
import { shortAge } from '../time/format.ts'
import { useTimed } from '../time/ticker.ts'
import './frame.css'

/** 「实时 · 0.4 s」 or 「断线 12 s · 数据可能过期」: whether the screen can be believed. */
export function LinkState() {
  const { t } = useTranslation()
  const link = useLink()
  const away = useTimed((now) => shortAge(now - link.since))
  return (
    <span className="link-state" data-state={link.state} data-testid="link-state">
      <span className="link-dot" aria-hidden="true" />
      {link.state === 'live' && (
        <span title={t('link.delayMeans')}>
          {t('link.live')}
          {link.delayMs !== null && (
            <span className="wide-only"> · {(link.delayMs / 1000).toFixed(1)} s</span>
          )}
        </span>
      )}
      {link.state === 'connecting' && <span>{t('link.connecting')}</span>}
      {link.state === 'down' && (
        <span>
          {t('link.down', { age: away })}
          <span className="wide-only"> · {t('link.stale')}</span>
        </span>
      )}
    </span>
  )
}
